// A bucket that honours If-Match and If-None-Match as S3 documents them (User Guide, "conditional requests"), and wants signed requests.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export type Bucket = {
  settings: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string }
  /** By key: what was put. */
  objects: Map<string, { body: Buffer; headers: Record<string, string> }>
  /** Keys in the order in which they were put. */
  puts: string[]
  /** Answers with this status instead, while it is set. */
  broken: number | null
}

const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }

export async function startBucket(context: TestContext): Promise<Bucket> {
  const bucket: Omit<Bucket, 'settings'> = { objects: new Map(), puts: [], broken: null }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const key = decodeURIComponent((request.url ?? '').slice(1))
    const refuse = (status: number, code: string) =>
      response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`)
    if (bucket.broken) return refuse(bucket.broken, 'ServiceUnavailable')
    const signed =
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/ap-northeast-2\/s3\/aws4_request, SignedHeaders=[^,]*host[^,]*, Signature=[0-9a-f]{64}$/
    if (!signed.test(request.headers.authorization ?? '')) return refuse(403, 'AccessDenied')
    const there = bucket.objects.get(key)
    const etag = there && `"${createHash('md5').update(there.body).digest('hex')}"`
    if (request.method === 'GET') {
      return there ? response.writeHead(200, { ...there.headers, etag }).end(there.body) : refuse(404, 'NoSuchKey')
    }
    if (request.method === 'DELETE') {
      bucket.objects.delete(key)
      return response.writeHead(204).end()
    }
    const { 'if-match': match, 'if-none-match': none } = request.headers
    if (none === '*' && there) return refuse(412, 'PreconditionFailed')
    if (match && !there) return refuse(404, 'NoSuchKey')
    if (match && match !== etag) return refuse(412, 'PreconditionFailed')
    const kept = ['content-type', 'cache-control', 'x-amz-meta-bongsu-version']
    const headers = Object.fromEntries(kept.map((name) => [name, String(request.headers[name] ?? '')]))
    bucket.objects.set(key, { body, headers })
    bucket.puts.push(key)
    return response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(bucket, { settings: { endpoint, region: 'ap-northeast-2', ...KEYS } })
}
