import { once } from 'node:events'
import net from 'node:net'
import { Inconclusive, StepFailure } from '../flow.ts'
import { codeOf, inPlainWords } from './cause.ts'
import { endpointText } from './endpoint.ts'
import { bounded } from './limits.ts'

export type TcpOptions = {
  timeoutMs: number
  signal: AbortSignal
  /** Hears of each address that does not accept; not of those that there is no route to from here. */
  onFailure?: ((address: string, code: string, ms: number) => void) | undefined
}

/**
 * Connects to the addresses one after the other until one accepts.
 * Fails in layer `tcp` with code `refused`, `timeout`, `reset`, `unreachable` or `deadline` (the first address' reason);
 * Inconclusive `own-network` when this machine has no route to any of them.
 */
export async function connectTcp(addresses: string[], port: number, options: TcpOptions): Promise<net.Socket> {
  const errors: unknown[] = []
  for (const address of addresses) {
    const start = performance.now()
    try {
      return await connectOne(address, port, options)
    } catch (error) {
      errors.push(error)
      if (codeOf(error) !== 'ENETUNREACH') options.onFailure?.(address, tcpCode(error), performance.now() - start)
      if (options.signal.aborted) break
    }
  }
  if (errors.every((error) => codeOf(error) === 'ENETUNREACH')) {
    throw new Inconclusive('own-network', `this machine has no route to ${addresses.join(', ')}`)
  }
  const first = errors.find((error) => codeOf(error) !== 'ENETUNREACH')
  throw failure(addresses, port, first)
}

async function connectOne(address: string, port: number, { timeoutMs, signal }: TcpOptions): Promise<net.Socket> {
  const socket = net.connect({ host: address, port, autoSelectFamily: false, noDelay: true })
  try {
    await bounded(once(socket, 'connect'), timeoutMs, signal, (limit) =>
      Object.assign(new Error(limit === 'deadline' ? 'the run ended while connecting' : 'nothing answered in time'), {
        code: limit,
      }),
    )
    return socket
  } catch (error) {
    socket.on('error', () => {}).destroy()
    throw error
  }
}

const CODES: Record<string, string> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  timeout: 'timeout',
  deadline: 'deadline',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
}

function tcpCode(error: unknown): string {
  return CODES[codeOf(error)] ?? 'unreachable'
}

function failure(addresses: string[], port: number, error: unknown): StepFailure {
  const target = addresses.map((address) => endpointText({ address, port })).join(', ')
  return new StepFailure({
    layer: 'tcp',
    code: tcpCode(error),
    target,
    expectation: `${target} accepts a TCP connection`,
    cause: inPlainWords(error),
  })
}
