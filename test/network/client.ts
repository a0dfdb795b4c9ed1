// Runs inside a client's namespace: flows against the server's address, and small exchanges as controls.
import dgram from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import * as packet from 'dns-packet'
import { deadline, LIMITS } from '../../probes/checks/limits.ts'
import { ask } from '../../probes/checks/small-exchange.ts'
import { connectTcp } from '../../probes/checks/tcp.ts'
import { connectTls, secureContext } from '../../probes/checks/tls.ts'
import { openIdentity } from '../../probes/credentials/open.ts'
import { FLOWS } from '../../probes/flows.ts'
import { runFlow } from '../../probes/run-flow.ts'
import { type Target, USER_AGENT } from '../../probes/settings.ts'
import type { ClientAnswer, ClientQuestion, Controls } from './protocol.ts'

const CONTROLS = 12
/** Runs begin one after the other, as an agent's do: what is measured is the network, not how busy this machine is. */
const APART_MS = 250

process.on('message', (question: ClientQuestion) => void answer(question))
process.on('disconnect', () => process.exit(0))

async function answer(question: ClientQuestion): Promise<void> {
  const start = performance.now()
  const resolvers = [await names(question.address)]
  const target = { ...(question.targets.government24 as Target), resolvers }
  const [results, controls] = await Promise.all([
    Promise.all(Array.from({ length: question.runs }, (_, index) => run(question, index, resolvers))),
    tryControls(target, question.address),
  ])
  process.send?.({ results, controls, ms: performance.now() - start } satisfies ClientAnswer)
}

async function run({ flows, pair, targets }: ClientQuestion, index: number, resolvers: string[]) {
  await pause(index * APART_MS)
  const id = flows[index % flows.length]
  const flow = FLOWS.find((one) => one.id === id)
  if (!flow) throw new Error(`there is no flow "${id}"`)
  const target = { ...withPair(targets[flow.service] as Target, pair), resolvers }
  const identity = flow.tier === 'authorised' && target.identity ? openIdentity(target.identity) : null
  return runFlow(flow, { target, identity, userAgent: USER_AGENT, now: Date.now, trigger: 'schedule' })
}

function withPair({ sizePair, ...target }: Target, pair: ClientQuestion['pair']): Target {
  if (!sizePair || pair === 'none') return target
  const { upload, ...rest } = sizePair
  return { ...target, sizePair: pair === 'whole' && upload ? sizePair : rest }
}

/** What passes on a path that loses large packets: a TLS handshake, a HEAD, a small answer. */
async function tryControls(target: Target, address: string): Promise<Controls> {
  const small = target.sizePair?.small ?? ''
  const { hostname, port } = new URL(small)
  const context = secureContext(readFileSync(target.ca ?? '', 'utf8'))
  const settings = { secureContext: context, userAgent: USER_AGENT, pathMs: LIMITS.pathMs }
  const endpoint = { address, port: Number(port), secure: true, hostname }
  const controls: Controls = { tried: CONTROLS, head: 0, handshake: 0, small: 0 }
  const one = async (_: unknown, index: number) => {
    await pause(index * APART_MS)
    if ((await ask(endpoint, { method: 'HEAD', url: small }, settings)).end === 'answered') controls.head += 1
    if ((await ask(endpoint, { method: 'GET', url: small }, settings)).end === 'answered') controls.small += 1
    if (await shakesHands(address, Number(port), hostname, context)) controls.handshake += 1
  }
  await Promise.all(Array.from({ length: CONTROLS }, one))
  return controls
}

async function shakesHands(address: string, port: number, hostname: string, context: ReturnType<typeof secureContext>) {
  const limits = { timeoutMs: LIMITS.pathMs, signal: deadline(2 * LIMITS.pathMs) }
  try {
    const socket = await connectTcp([address], port, limits)
    const secure = await connectTls(socket, { hostname, secureContext: context, ...limits })
    secure.on('error', () => {}).destroy()
    return true
  } catch {
    return false
  }
}

/** A name server of this namespace: the server's address for every name. */
async function names(address: string): Promise<string> {
  const socket = dgram.createSocket('udp4')
  socket.on('message', (message, from) => {
    const { id = 0, questions = [] } = packet.decode(message)
    const answers = questions
      .filter(({ type }) => type === 'A')
      .map(({ name }) => ({ type: 'A' as const, name, ttl: 1, data: address }))
    socket.send(packet.encode({ type: 'response', id, questions, answers }), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return `127.0.0.1:${socket.address().port}`
}
