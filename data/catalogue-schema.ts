// What may stand in the catalogue's files.
import Type, { type Static, type TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'

const closed = { additionalProperties: false } as const
const TextSchema = Type.Object(
  {
    ko: Type.String({ minLength: 1 }),
    en: Type.String({ minLength: 1 }),
    easy: Type.Optional(Type.String({ minLength: 1, description: 'Korean in easy words' })),
  },
  closed,
)
const MaybeText = Type.Union([TextSchema, Type.Null()])
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9/-]*$' })
const Ids = Type.Optional(Type.Array(Id))
/** As in the contract with the agents (probes/result.ts). */
const LAYERS = 'dns|tcp|tls|path|http|auth|app|document'

const ServicesSchema = Type.Array(
  Type.Object(
    {
      id: Id,
      name: TextSchema,
      description: Type.Optional(MaybeText),
      owner: TextSchema,
      components: Type.Array(
        Type.Object(
          {
            id: Id,
            name: TextSchema,
            description: Type.Optional(MaybeText),
            kind: Type.Enum(['page', 'login', 'document', 'function', 'dependency', 'standby']),
            needs: Ids,
            fallbacks: Ids,
            shownBy: Type.Optional(
              Type.Array(
                Type.String({
                  pattern: `^(${LAYERS})/[a-z0-9-]+[*]?$`,
                  description: 'a fault by layer and code; * at the end stands for any rest',
                }),
              ),
            ),
            reportable: Type.Optional(Type.Boolean()),
          },
          closed,
        ),
        { minItems: 1 },
      ),
    },
    closed,
  ),
  { minItems: 1 },
)

const FallbacksSchema = Type.Array(
  Type.Object(
    {
      id: Id,
      kind: Type.Enum(['online', 'kiosk', 'counter', 'phone', 'handwritten']),
      name: TextSchema,
      how: TextSchema,
      hours: MaybeText,
      fee: MaybeText,
      bring: MaybeText,
      url: Type.Union([Type.String({ pattern: '^https?://' }), Type.Null()]),
      phone: Type.Union([Type.String(), Type.Null()]),
      needs: Type.Array(Id),
      general: Type.Optional(
        Type.Boolean({ description: 'can be asked about anything: offered where nothing else is known' }),
      ),
      checkedOn: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    },
    closed,
  ),
)

/** What papers are listed under, in this order. */
export const PAPER_TOPICS = ['resident', 'property', 'tax', 'living', 'login'] as const
export type PaperTopic = (typeof PAPER_TOPICS)[number]

const PapersSchema = Type.Array(
  Type.Object(
    {
      id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
      topic: Type.Enum([...PAPER_TOPICS]),
      name: TextSchema,
      aliases: Type.Array(Type.String({ minLength: 1 })),
      online: Type.Optional(Type.Object({ component: Id, url: Type.String({ pattern: '^https?://' }) }, closed)),
      counter: Type.Optional(Id),
      ways: Type.Array(Id, { minItems: 1 }),
    },
    closed,
  ),
)

/** The entries of one file, or null with what is wrong added to `mistakes`. */
export function readPapers(papers: unknown, file: string, mistakes: string[]): Static<typeof PapersSchema> | null {
  const found = mistakesOf(PapersSchema, papers, file)
  mistakes.push(...found)
  return found.length > 0 ? null : (papers as Static<typeof PapersSchema>)
}

type Entries = { services: Static<typeof ServicesSchema>; fallbacks: Static<typeof FallbacksSchema> }

/** Both files' entries, or `null` with what is wrong added to `mistakes`. */
export function readEntries(
  services: unknown,
  fallbacks: unknown,
  files: { services: string; fallbacks: string },
  mistakes: string[],
): Entries | null {
  const before = mistakes.length
  if (services !== null) mistakes.push(...mistakesOf(ServicesSchema, services, files.services))
  if (fallbacks !== null) mistakes.push(...mistakesOf(FallbacksSchema, fallbacks, files.fallbacks))
  return mistakes.length > before ? null : ({ services, fallbacks } as Entries)
}

/** What is wrong with a file's content, each with its place; none when it fits. */
export function mistakesOf(schema: TSchema, value: unknown, file: string): string[] {
  return everyError(schema, value)
    .filter(({ keyword }) => keyword !== 'boolean')
    .map(({ instancePath, message, params }) => `${file}: ${instancePath || '/'} ${message} ${details(params)}`.trim())
}

/** TypeBox stops at 8 unless told otherwise. */
function everyError(schema: TSchema, value: unknown) {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: 1000 })
  try {
    return Value.Errors(schema, value)
  } finally {
    Settings.Set({ maxErrors })
  }
}

function details(params: object): string {
  const names = Object.values(params).filter(Array.isArray).flat()
  return names.length > 0 ? `(${names.join(', ')})` : ''
}
