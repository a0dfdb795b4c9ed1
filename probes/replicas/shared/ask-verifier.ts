// The client's side of a verification: an HTTPS call from server to server, over whatever the network is doing.
import { request } from 'node:https'
import type { Host } from '../host.ts'
import type { Verdict } from './signature.ts'

export type Verify = (challenge: string, signedChallenge: string) => Promise<Verdict>

/** Rejects when `host`, which stands on loopback, does not answer within `timeoutMs`. */
export function verifierAt(host: () => Host, ca: string, timeoutMs: number): Verify {
  return async (challenge, signedChallenge) => {
    const { name, port } = host()
    const where = { host: '127.0.0.1', port, servername: name, ca, path: '/verify', timeout: timeoutMs }
    return JSON.parse(await post(where, JSON.stringify({ challenge, signedChallenge })))
  }
}

type Where = { host: string; port: number; servername: string; ca: string; path: string; timeout: number }

function post(where: Where, body: string) {
  return new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const call = request({ ...where, method: 'POST', agent: false, headers }, (response) => {
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
