// Appends results until it is killed; says the sequence of each one once it counts.

import { silent } from '../../probes/log.ts'
import { openSpool } from '../../probes/spool.ts'
import { aResult } from './results.ts'

const [folder = '', boot = ''] = process.argv.slice(2)
const spool = await openSpool({ folder, boot, log: silent, perSegment: 7 })
for (;;) {
  const { sequence } = await spool.append(aResult())
  process.stdout.write(`${sequence}\n`)
}
