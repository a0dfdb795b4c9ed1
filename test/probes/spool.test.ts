import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
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
  const plain = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  appendFileSync(join(folder, plain.sort().at(-1) ?? `${boot}-000000099999.jsonl`), '{"sequence":9999,"flow":"govern')

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

test('full segments are gzipped to a fraction, and read like plain ones by the next start', async (context) => {
  const folder = folderFor(context)
  const { log, said } = listen()
  const before = await openSpool({ folder, boot: 'a', log, perSegment: 100 })
  assert.equal(before.bytesPerResult(), null)
  for (let i = 0; i < 250; i += 1) await before.append(aResult(`government24/flow-${i}`))
  const names = ['a-000000000001.jsonl.gz', 'a-000000000101.jsonl.gz', 'a-000000000201.jsonl']
  assert.deepEqual(readdirSync(folder).sort(), names)
  const plain = Buffer.byteLength(JSON.stringify({ sequence: 1, ...aResult() }))
  const packed = before.bytesPerResult() ?? Infinity
  assert.ok(packed < plain / 5, `${packed} of ${plain} bytes a result`)
  await before.close()
  const spool = await openSpool({ folder, boot: 'b', log })
  assert.equal(spool.bytesPerResult(), packed)
  assert.deepEqual(sequences(await spool.pending(1_000)), ['a', ...Array.from({ length: 250 }, (_, i) => i + 1)])
  await spool.acknowledge('a', 100)
  assert.deepEqual(readdirSync(folder).sort(), names.slice(1))
  assert.deepEqual(said, [])
  await spool.close()
})

test('a crash while gzipping leaves one whole file: half ones and twins go', async (context) => {
  const folder = folderFor(context)
  const lines = (count: number) =>
    Array.from({ length: count }, (_, i) => `${JSON.stringify({ sequence: i + 1, ...aResult() })}\n`).join('')
  writeFileSync(join(folder, 'a-000000000001.jsonl'), lines(3))
  writeFileSync(join(folder, 'a-000000000001.jsonl.gz.part'), 'half')
  writeFileSync(join(folder, 'b-000000000001.jsonl'), lines(3))
  writeFileSync(join(folder, 'b-000000000001.jsonl.gz'), gzipSync(lines(3)))
  writeFileSync(join(folder, 'c-000000000001.jsonl'), lines(3))
  writeFileSync(join(folder, 'c-000000000001.jsonl.gz'), gzipSync(lines(3)).subarray(0, 40))
  const { log, said } = listen()
  const spool = await openSpool({ folder, boot: 'd', log })
  assert.deepEqual(readdirSync(folder).sort(), [
    'a-000000000001.jsonl',
    'b-000000000001.jsonl.gz',
    'c-000000000001.jsonl',
  ])
  for (const boot of ['a', 'b', 'c']) {
    assert.deepEqual(sequences(await spool.pending()), [boot, 1, 2, 3])
    await spool.acknowledge(boot, 3)
  }
  assert.deepEqual([await spool.pending(), readdirSync(folder)], [null, []])
  assert.equal(said.length, 1)
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
