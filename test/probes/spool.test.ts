import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import type { Log } from '../../probes/log.ts'
import { makeBoot, openSpool } from '../../probes/spool.ts'
import { aResult } from './results.ts'

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-spool-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function listen(): { log: Log; said: string[] } {
  const said: string[] = []
  const say = (_: object, message: string) => void said.push(message)
  return { said, log: { info: say, warn: say, error: say } }
}

test('results come out in order, over segments and boots, and leave nothing behind once acknowledged', async (context) => {
  const folder = folderFor(context)
  const { log, said } = listen()
  const [first, second] = [makeBoot(1_000), makeBoot(2_000)]
  const before = await openSpool({ folder, boot: first, log, perSegment: 2 })
  for (let i = 0; i < 5; i += 1) await before.append(aResult())
  await before.close()

  const spool = await openSpool({ folder, boot: second, log, perSegment: 2 })
  for (let i = 0; i < 3; i += 1) await spool.append(aResult())
  assert.deepEqual(sequences(await spool.pending(4)), [first, 1, 2, 3, 4])
  await spool.acknowledge(first, 4)
  assert.deepEqual(sequences(await spool.pending()), [first, 5])
  await spool.acknowledge(first, 5)
  assert.deepEqual(sequences(await spool.pending()), [second, 1, 2, 3])
  await spool.acknowledge(second, 3)
  assert.equal(await spool.pending(), null)
  assert.deepEqual(readdirSync(folder), [])
  assert.deepEqual(sequences({ boot: second, results: [await spool.append(aResult())] }), [second, 4])
  assert.deepEqual(said, [])
  await spool.close()
})

test('a part of a segment that is acknowledged is not sent again by this boot', async (context) => {
  const spool = await openSpool({ folder: folderFor(context), boot: 'b', log: listen().log })
  for (let i = 0; i < 4; i += 1) await spool.append(aResult())
  await spool.acknowledge('b', 3)
  assert.deepEqual(sequences(await spool.pending()), ['b', 4])
  await spool.close()
})

test('a writer killed at any moment loses no result that counted, and half a line is passed over', async (context) => {
  const folder = folderFor(context)
  const boot = makeBoot(1)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'spool-writer.ts'), folder, boot])
  let counted = 0
  for await (const line of createInterface({ input: child.stdout })) {
    counted = Number(line)
    if (counted === 40) break
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  const last = readdirSync(folder).sort().at(-1)
  appendFileSync(join(folder, last ?? ''), '{"sequence":9999,"flow":"govern')

  const spool = await openSpool({ folder, boot: makeBoot(2), log: listen().log })
  const batch = await spool.pending(1000)
  const found = batch?.results.map(({ sequence }) => sequence) ?? []
  assert.equal(batch?.boot, boot)
  assert.ok(found.length >= counted)
  assert.deepEqual(
    found,
    found.map((_, index) => index + 1),
  )
  await spool.close()
})

test('a spool over its size drops the oldest segments and says how many results that were', async (context) => {
  const { log, said } = listen()
  const spool = await openSpool({ folder: folderFor(context), boot: 'b', log, perSegment: 2, maxMegabytes: 1 / 1024 })
  for (let i = 0; i < 12; i += 1) await spool.append(aResult())
  const rest = sequences(await spool.pending())
  assert.equal(rest.at(-1), 12)
  assert.ok(rest.length < 13)
  assert.match(said.join(), /spool is full/)
  await spool.close()
})

test('a folder that cannot be used is said once; results wait in memory and go to disk when it can be again', async (context) => {
  const folder = join(folderFor(context), 'in', 'the', 'way')
  const obstacle = join(folder, '..', '..')
  writeFileSync(obstacle, 'a file where a folder must be')
  const { log, said } = listen()
  const spool = await openSpool({ folder, boot: 'b', log })
  await spool.append(aResult())
  await spool.append(aResult())
  assert.equal(said.length, 1)
  assert.match(said[0] ?? '', /cannot be used.*free space/)
  assert.deepEqual(sequences(await spool.pending()), ['b', 1, 2])

  rmSync(obstacle)
  mkdirSync(obstacle)
  chmodSync(obstacle, 0o755)
  await spool.append(aResult())
  assert.match(said[1] ?? '', /works again/)
  assert.deepEqual(sequences(await spool.pending()), ['b', 1, 2, 3])
  assert.equal(readdirSync(folder).length, 1)
  await spool.close()
})

function sequences(batch: { boot: string; results: { sequence: number }[] } | null): unknown[] {
  return batch ? [batch.boot, ...batch.results.map(({ sequence }) => sequence)] : []
}
