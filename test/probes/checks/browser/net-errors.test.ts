// What Chromium's errors mean, and that nobody loads a browser's library without one.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { meaningOf, netErrorOf } from '../../../../probes/checks/browser/net-errors.ts'
import { Inconclusive, StepFailure } from '../../../../probes/flow.ts'

const cases: [words: string, layer: string, code: string][] = [
  ['net::ERR_NAME_NOT_RESOLVED at https://a.test/', 'dns', 'nxdomain'],
  ['net::ERR_CONNECTION_REFUSED at https://a.test/', 'tcp', 'refused'],
  ['net::ERR_CONNECTION_TIMED_OUT', 'tcp', 'timeout'],
  ['net::ERR_CERT_DATE_INVALID', 'tls', 'expired'],
  ['net::ERR_CERT_COMMON_NAME_INVALID', 'tls', 'wrong-name'],
  ['net::ERR_CERT_WEAK_KEY', 'tls', 'untrusted'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'tls', 'alert'],
  ['net::ERR_TIMED_OUT', 'http', 'headers-timeout'],
  ['net::ERR_EMPTY_RESPONSE', 'http', 'connection-closed'],
  ['net::ERR_CONNECTION_RESET', 'http', 'reset'],
  ['net::ERR_HTTP2_PROTOCOL_ERROR', 'http', 'malformed-answer'],
  ['net::ERR_TOO_MANY_REDIRECTS', 'http', 'redirect-loop'],
]
for (const [words, layer, code] of cases) {
  test(`${words} is ${code} in layer ${layer}`, () => {
    const meaning = meaningOf(netErrorOf(words) ?? '', 'https://a.test/x;jsessionid=1?secret=2')
    assert.ok(meaning instanceof StepFailure)
    assert.deepEqual([meaning.layer, meaning.code], [layer, code])
    assert.doesNotMatch(JSON.stringify(meaning) + meaning.message, /secret|jsessionid/)
  })
}

test('what the machine or the browser itself is to blame for is inconclusive', () => {
  for (const name of ['INTERNET_DISCONNECTED', 'INSUFFICIENT_RESOURCES', 'BLOCKED_BY_CLIENT']) {
    assert.ok(meaningOf(name, 'https://a.test/') instanceof Inconclusive, name)
  }
  assert.equal(netErrorOf('Timeout 3000ms exceeded'), null)
})

test('the library that drives browsers is loaded only when one starts', () => {
  const root = join(import.meta.dirname, '../../../../probes')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const eager = files.filter((name) =>
    /^import (?!type )[^\n]*'playwright-core'/m.test(readFileSync(join(root, name), 'utf8')),
  )
  assert.deepEqual(eager, [])
})
