import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFinder } from '../../../server/pages/find.ts'
import { papersPage } from '../../../server/pages/papers.ts'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { createPublisher } from '../../../server/publish/publisher.ts'
import { renderPage } from '../../../views/render.ts'
import { idleApp } from '../../support/app.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const snapshot = snapshotOf('document-down')
const find = createFinder(snapshot.papers)

async function ask(path: string): Promise<{ status: number; text: string }> {
  const publisher = createPublisher()
  publisher.publish(snapshot, publicDocuments(snapshot))
  const app = await idleApp({
    publisher,
    documents: {
      renderFound: (query, language) => renderPage('papers', papersPage(snapshot, { query, find }, language)),
    },
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(address + path)
  await app.close()
  return { status: answer.status, text: await answer.text() }
}

test('a question is answered without a script, and stands in the box again', async () => {
  const { status, text } = await ask(`/documents?q=${encodeURIComponent('ㄱㅈㄱㄱ"<')}`)
  assert.equal(status, 200)
  assert.match(text, /value="ㄱㅈㄱㄱ&quot;&lt;"/)
  const { text: found } = await ask(`/documents?q=${encodeURIComponent('등본')}`)
  assert.match(found, /id="found"[\s\S]*?href="\/documents\/resident-register"/)
})

test('what is not there gets a helpful answer, in the language of the page', async () => {
  const { text } = await ask('/en/documents?q=zzzqqqxxx')
  assert.match(text, /not in the list/)
  assert.match(text, /tel:110/)
})

test('a query that somebody hung on makes no other page of it', async () => {
  for (const path of ['/?utm_source=x', '/documents/resident-register?fbclid=1', '/en?x']) {
    assert.equal((await ask(path)).status, 200, path)
  }
  assert.equal((await ask('/documents/no-such')).status, 404)
})
