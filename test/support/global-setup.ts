// One PostgreSQL for the whole test run (a test file that is run alone starts its own, databases.ts), and one place where all its
// processes keep what they compiled.
import { join } from 'node:path'
import { type PostgresServer, startPostgres } from './postgres.ts'

let server: PostgresServer

export async function globalSetup(): Promise<void> {
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/node')
  server = await startPostgres()
  process.env.BONGSU_TEST_POSTGRES = server.address
}

export async function globalTeardown(): Promise<void> {
  await server.stop()
  // its library ends the process with code 0, whatever the runner has found
  process.prependListener('beforeExit', () => {
    const found = process.exitCode
    process.on('exit', () => {
      process.exitCode = found
    })
  })
}
