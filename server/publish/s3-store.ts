// An S3-compatible bucket. Writes are conditional (If-Match, If-None-Match), so that of two servers the older never overwrites the newer.
import { AwsClient } from 'aws4fetch'
import { ChangedMeanwhile, type FileStore } from './file-store.ts'

/** `prefix`: before every key, without slash at the end; `endpoint` with the bucket: https://bucket.s3.ap-northeast-2.amazonaws.com. */
export type BucketSettings = {
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  prefix?: string | undefined
}

const TIMEOUT_MS = 20_000
const VERSION = 'x-amz-meta-bongsu-version'

export function s3Store({ endpoint, region, prefix, ...keys }: BucketSettings): FileStore {
  const client = new AwsClient({ ...keys, region, service: 's3', retries: 0 })
  const urlOf = (key: string) =>
    `${endpoint}/${[prefix, key].filter(Boolean).join('/').split('/').map(encodeURIComponent).join('/')}`
  const ask = (key: string, init: RequestInit) =>
    client.fetch(urlOf(key), { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
  return {
    name: endpoint,
    read: async (key) => {
      const answer = await ask(key, { method: 'GET' })
      if (answer.status === 404) return null
      await expectOk(answer, 'read', key)
      const version = Number(answer.headers.get(VERSION) ?? 0)
      return { body: Buffer.from(await answer.arrayBuffer()), mark: answer.headers.get('etag') ?? '', version }
    },
    write: async ({ key, body, type, cache, version }, expected) => {
      const condition: Record<string, string> = expected === null ? { 'if-none-match': '*' } : { 'if-match': expected }
      const headers = { 'content-type': type, 'cache-control': cache, [VERSION]: String(version), ...condition }
      const answer = await ask(key, { method: 'PUT', body: new Uint8Array(body), headers })
      // 409: two conditional writes at the same instant; 404: what was to be replaced is gone
      if ([404, 409, 412].includes(answer.status)) throw new ChangedMeanwhile(key)
      await expectOk(answer, 'write', key)
      return answer.headers.get('etag') ?? ''
    },
    remove: async (key) => {
      const answer = await ask(key, { method: 'DELETE' })
      if (answer.status !== 404) await expectOk(answer, 'remove', key)
    },
  }
}

async function expectOk(answer: Response, what: string, key: string): Promise<void> {
  if (answer.ok) return
  const said = (await answer.text()).match(/<Code>([^<]+)<\/Code>/)?.[1] ?? answer.statusText
  const help = answer.status === 403 ? ' Look at the keys and at what they may do with the bucket.' : ''
  throw new Error(`The bucket would not ${what} ${key}: ${answer.status} ${said}.${help}`)
}
