// nginx with one worker, serving given bytes as static files: the yardstick. Absent where nginx is not installed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type Nginx = { port: number; stop: () => Promise<void> }

/** Gzipped bytes, and what nginx sends with them beside its own headers. */
export type ServedFile = { bytes: Buffer; headers: [string, string][] }

/** `files`: path → file; null when there is no nginx. */
export function startNginx(files: Map<string, ServedFile>, port: number, pin: string[]): Nginx | null {
  const binary = ['nginx', '/usr/sbin/nginx'].find((name) => spawnSync(name, ['-v']).status === 0)
  if (!binary) return null
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-nginx-'))
  chmodSync(folder, 0o755) // nginx drops its rights when it is started by root
  for (const [path, { bytes }] of files) {
    const file = join(folder, 'html', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.gz`, bytes)
    writeFileSync(file, '')
  }
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, files))
  const words = [...pin, binary, '-p', folder, '-c', join(folder, 'nginx.conf')]
  const process: ChildProcess = spawn(words[0] ?? '', words.slice(1), { stdio: 'ignore' })
  return {
    port,
    stop: async () => {
      const ended = once(process, 'exit')
      if (process.exitCode === null && process.kill('SIGTERM')) await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configuration(folder: string, port: number, files: Map<string, ServedFile>): string {
  const locations = [...files].map(([path, { headers }]) => {
    const added = headers.map(([name, value]) => `add_header ${name} "${value}";`)
    return `location = /${path} { ${added.join(' ')} }`
  })
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  open_file_cache max=100;
  gzip_static on;
  types { text/html html; application/json json; }
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/html;
    ${locations.join('\n    ')}
  }
}
`
}
