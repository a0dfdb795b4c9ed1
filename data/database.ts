// Where SQLite and PostgreSQL meet. Everything else sees `Db`.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresDialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type Transaction,
} from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { MIGRATIONS } from './migrations/index.ts'
import type { Tables } from './tables.ts'

/** The database or a transaction on it: the first argument of every query function. */
export type Db = Kysely<Tables>
export type Database = { db: Db; dialect: 'sqlite' | 'postgres'; close: () => Promise<void> }

/** The database cannot be used; the message says why and how to mend it. */
export class DatabaseError extends Error {}

/**
 * Opens and migrates. `address` is `postgres://…`, a path of an SQLite file (made with its folder when missing) or `:memory:`.
 * Throws DatabaseError when it cannot be opened, is locked, or is newer than this program.
 */
export async function openDatabase(address: string): Promise<Database> {
  const dialect = /^postgres(ql)?:\/\//.test(address) ? 'postgres' : 'sqlite'
  const db = new Kysely<Tables>({ dialect: dialect === 'postgres' ? postgres(address) : sqlite(address) })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw explain(error, address)
  }
  return { db, dialect, close: () => db.destroy() }
}

/**
 * Opens for reading only, so that a server may go on writing beside it. Throws DatabaseError when it cannot be opened or is of
 * an older version: only the server brings tables up to date.
 */
export async function openToRead(address: string): Promise<Database> {
  const dialect = /^postgres(ql)?:\/\//.test(address) ? 'postgres' : 'sqlite'
  const db = new Kysely<Tables>({ dialect: dialect === 'postgres' ? postgres(address, true) : readOnlySqlite(address) })
  try {
    const migrations = await migratorOf(db, MIGRATIONS).getMigrations()
    if (migrations.some(({ executedAt }) => !executedAt)) {
      const where = address.replace(/:\/\/[^@]*@/, '://…@')
      throw new DatabaseError(
        `The database ${where} is of an older Bongsu, and is not changed here. Start the server on it once, or on a copy.`,
      )
    }
  } catch (error) {
    await db.destroy()
    throw error instanceof DatabaseError ? error : explain(error, address)
  }
  return { db, dialect, close: () => db.destroy() }
}

/**
 * Runs `work` in a write transaction and gives what it returns. Conflicts between writers are tried again (at most 5 times),
 * so `work` must not do anything outside the database. Inside a transaction it simply joins in.
 */
export async function inTransaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if ((db as Transaction<Tables>).isTransaction) return work(db)
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (tries >= 5 || !isConflict(error)) throw error
    }
  }
}

/** Migrations run in one transaction on both databases: a failing one leaves nothing behind. */
export async function migrate(db: Db, migrations = MIGRATIONS): Promise<void> {
  const { error } = await migratorOf(db, migrations).migrateToLatest()
  if (error) throw error
}

function migratorOf(db: Db, migrations: typeof MIGRATIONS): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations } })
}

function sqlite(address: string): Dialect {
  return new TransactionalSqliteDialect({
    database: async () => {
      if (address !== ':memory:') prepareFolder(address)
      const database = new BetterSqlite(address, { timeout: 5000 })
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = FULL')
      database.pragma('foreign_keys = ON')
      database.pragma('secure_delete = ON') // whoever leaves is erased from the file, too
      return withStatements(database)
    },
  })
}

function readOnlySqlite(address: string): Dialect {
  return new SqliteDialect({
    database: async () =>
      withStatements(new BetterSqlite(address, { readonly: true, fileMustExist: true, timeout: 5000 })),
  })
}

const MOST_STATEMENTS = 500

/**
 * Keeps prepared statements: preparing costs as much as running, and the memory of one that is dropped is outside of what
 * the garbage collector sees, so that it would come back late.
 */
function withStatements(database: BetterSqlite.Database): SqliteDatabase {
  const kept = new Map<string, BetterSqlite.Statement>()
  const prepare = (text: string) => {
    const statement = kept.get(text) ?? database.prepare(text)
    // the one used last stands last
    kept.delete(text)
    kept.set(text, statement)
    const [oldest] = kept.keys()
    if (kept.size > MOST_STATEMENTS && oldest !== undefined) kept.delete(oldest)
    return statement as ReturnType<SqliteDatabase['prepare']>
  }
  return { prepare, close: () => database.close() }
}

function prepareFolder(file: string): void {
  const folder = dirname(resolve(file))
  makeFolder(folder)
  accessSync(folder, constants.W_OK)
}

/** Makes a folder and those above it, one at a time: Node's recursive mkdir never returns below /proc and its like. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

function postgres(address: string, readOnly = false): Dialect {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  const options = readOnly ? '-c default_transaction_read_only=on' : ''
  return new PostgresDialect({ pool: new pg.Pool({ connectionString: address, max: 10, options }) })
}

class TransactionalSqliteDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDialect>[0]
  constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(config)
    this.#config = config
  }
  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config)
  }
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Takes the write lock at once: a deferred transaction that writes late can fail in the middle. */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

const CONFLICTS = new Set(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', '40001', '40P01'])

function isConflict(error: unknown): boolean {
  return CONFLICTS.has(String((error as { code?: unknown }).code))
}

function explain(error: unknown, address: string): DatabaseError {
  const message = error instanceof Error ? error.message : String(error)
  const code = String((error as { code?: unknown }).code ?? '')
  const where = address.replace(/:\/\/[^@]*@/, '://…@')
  if (/previously executed migration .* is missing/.test(message)) {
    return new DatabaseError(
      `The database ${where} was written by a newer Bongsu than this one. Start that version, or restore a backup.`,
      { cause: error },
    )
  }
  if (
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'ENOENT' ||
    code === 'ENOTDIR' ||
    code === 'SQLITE_CANTOPEN' ||
    code === 'SQLITE_READONLY'
  ) {
    return new DatabaseError(
      `The database ${where} cannot be written: ${message}. Check the folder and its owner, or choose another with --data.`,
      { cause: error },
    )
  }
  if (code === 'SQLITE_BUSY') {
    return new DatabaseError(
      `The database ${where} is locked by another program. Stop it, or choose another folder with --data.`,
      { cause: error },
    )
  }
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
    return new DatabaseError(
      `The file ${where} is not a sound SQLite database (${message}). Restore a backup, or choose another folder with --data.`,
      { cause: error },
    )
  }
  return new DatabaseError(`The database ${where} cannot be opened: ${message || code}.`, { cause: error })
}
