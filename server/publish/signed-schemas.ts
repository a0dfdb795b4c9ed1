// The shapes of the signed status document and of the list of keys.
import Type from 'typebox'
import { closed, Instant, MaybeText, StateSchema, TextSchema } from './api-schemas.ts'

export const SignedStatusSchema = Type.Object(
  {
    key: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'id of the key that signed it' }),
    site: Type.String({ description: 'address of the page that it speaks for' }),
    name: TextSchema,
    rehearsal: Type.Boolean({ description: 'true: an exercise; nothing of it is real' }),
    version: Type.Integer(),
    signedAt: Instant,
    validUntil: { ...Instant, description: 'after it, this says nothing of now' },
    state: StateSchema,
    sentence: TextSchema,
    components: Type.Array(
      Type.Object(
        { id: Type.String(), name: TextSchema, state: StateSchema, watched: Type.Boolean(), since: Instant },
        closed,
      ),
    ),
    incidents: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          url: Type.String(),
          title: TextSchema,
          status: Type.String(),
          beganAt: Instant,
          latest: { ...MaybeText, description: 'the newest update' },
        },
        closed,
      ),
      { description: 'those that are not over' },
    ),
  },
  closed,
)

export const KeysSchema = Type.Object(
  {
    keys: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
          algorithm: Type.Literal('Ed25519'),
          current: Type.Boolean({ description: 'it signs now' }),
          until: Type.Union([Instant, Type.Null()], {
            description: 'what says that it was signed later is not to be believed; null: no end is known',
          }),
          pem: Type.String({ description: 'SubjectPublicKeyInfo' }),
        },
        closed,
      ),
    ),
  },
  closed,
)
