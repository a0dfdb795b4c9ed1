import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { type SnapshotName, snapshotOf } from '../../support/snapshots.ts'

type Entry = { id: string; title: { '#text': string } | string; updated: string; content: { '#text': string } }

function read(name: SnapshotName, path: string): string {
  return publicDocuments(snapshotOf(name)).get(path)?.encoded('identity').body.toString() ?? ''
}

function atom(name: SnapshotName, path: string) {
  const text = read(name, path)
  assert.equal(XMLValidator.validate(text), true, path)
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (tag) => tag === 'entry' || tag === 'link' })
  const { feed } = parser.parse(text) as { feed: { id: string; updated: string; entry?: Entry[] } }
  return { ...feed, entries: feed.entry ?? [] }
}

test('the feed has one entry an incident, under an address that stays, with its updates', () => {
  const snapshot = snapshotOf('document-down')
  const { id, entries } = atom('document-down', '/history.atom')
  assert.equal(id, 'tag:status.example.org,2005:/history')
  assert.deepEqual(
    entries.map((entry) => entry.id),
    snapshot.incidents.map((one) => `tag:status.example.org,2005:Incident/${one.id}`),
  )
  const [first] = entries
  assert.equal(Date.parse(first?.updated ?? ''), snapshot.incidents[0]?.updatedAt)
  assert.match(JSON.stringify(first?.content), /<strong>장애 인지<\/strong>|<strong>원인 확인<\/strong>/)
})

test('a component has a feed of what touched it alone, and so has a service', () => {
  const login = atom('document-down', '/en/components/government24/login/history.atom')
  const register = atom('document-down', '/en/components/government24/resident-register/history.atom')
  assert.equal(login.entries.length, 0)
  assert.equal(register.entries.length, 1)
  assert.ok(atom('document-down', '/services/government24/history.atom').entries.length >= 1)
})

test('RSS and JSON Feed say the same', () => {
  const rss = read('document-down', '/en/history.rss')
  assert.equal(XMLValidator.validate(rss), true)
  const { rss: parsed } = new XMLParser({ isArray: (tag) => tag === 'item' }).parse(rss)
  const json = JSON.parse(read('document-down', '/en/feed.json')) as { version: string; items: { url: string }[] }
  assert.match(json.version, /jsonfeed\.org\/version\/1/)
  assert.deepEqual(
    parsed.channel.item.map(({ link }: { link: string }) => link),
    json.items.map(({ url }) => url),
  )
  assert.match(json.items[0]?.url ?? '', /^https:\/\/status\.example\.org\/en\/incidents\//)
})

test('without incidents the feeds are empty and well-formed', () => {
  const green = snapshotOf('green')
  const documents = publicDocuments({ ...green, incidents: [] })
  for (const path of ['/history.atom', '/history.rss']) {
    assert.equal(XMLValidator.validate(documents.get(path)?.encoded('identity').body.toString() ?? ''), true)
  }
})
