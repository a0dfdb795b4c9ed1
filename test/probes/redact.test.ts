import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redact } from '../../probes/redact.ts'

const table: [string, string, string][] = [
  ['resident numbers are masked', '번호 900101-1234567 와 9001011234567', '번호 ******-******* 와 ******-*******'],
  ['spaced resident numbers are masked', '900101 - 2234567', '******-*******'],
  ['document numbers are masked', 'no. 1700-1117-0840-1355.', 'no. ***.'],
  ['phone numbers are masked', '010-1234-5678', '***'],
  ['long numbers are masked', 'account 110123456789', 'account ***'],
  [
    'addresses lose their query, fragment and session',
    'see https://a.test/x;jsessionid=AB?id=1#f now',
    'see https://a.test/x now',
  ],
  ['secrets of the identity are masked', 'sent pa$$word', 'sent ***'],
  [
    'dates, times, ports and addresses stay',
    '2026-11-24 21:14:05 at 127.0.0.1:54321 after 65536 bytes',
    '2026-11-24 21:14:05 at 127.0.0.1:54321 after 65536 bytes',
  ],
]
for (const [title, text, safe] of table) test(title, () => assert.equal(redact(text, ['pa$$word']), safe))
