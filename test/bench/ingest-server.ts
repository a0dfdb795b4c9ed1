// The whole program in a process of its own, with a configuration for the locations given and no agent. `more`: further settings.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export async function startServer(folder: string, locations: string[], key: string, more: object = {}) {
  const config = join(folder, 'bongsu.yaml')
  const words = { ko: '측정', en: 'Bench' }
  writeFileSync(
    config,
    JSON.stringify({
      site: { name: words, url: 'https://status.example.org', operator: words, contact: 'status@example.org' },
      locations: locations.map((id) => ({ id, name: { ko: id, en: id }, key })),
      ...more,
    }),
  )
  const entry = join(import.meta.dirname, '../../server/main.ts')
  const child = spawn(process.execPath, [entry, '--config', config, '--data', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const [found] = /http:\/\/[\d.]+:\d+/.exec(String(chunk)) ?? []
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return {
    address,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
