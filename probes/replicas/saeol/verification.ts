// Saeol's side of the verification: an HTTPS call from server to server, over whatever the network is doing.
import { request } from 'node:https'
import type { Verdict } from './signature.ts'

export type Verify = (challenge: string, signedChallenge: string) => Promise<Verdict>

const TIMEOUT_MS = 2_000

/** Rejects when the service at `port` of loopback does not answer as `host` within two seconds. */
export function verificationAt(host: string, port: () => number, ca: string): Verify {
  return async (challenge, signedChallenge) => {
    const body = JSON.stringify({ challenge, signedChallenge })
    return JSON.parse(await post({ host: '127.0.0.1', port: port(), servername: host, ca, path: '/verify' }, body))
  }
}

function post(where: { host: string; port: number; servername: string; ca: string; path: string }, body: string) {
  return new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const call = request({ ...where, method: 'POST', agent: false, headers, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString()))
      response.on('error', reject)
    })
    call.on('timeout', () => call.destroy(new Error('the verification service does not answer')))
    call.on('error', reject)
    call.end(body)
  })
}
