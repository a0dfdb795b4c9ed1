// What the configuration says about writing the public side as files.
import Type, { type Static } from 'typebox'

const Secret = Type.String({
  minLength: 1,
  description: 'written as ${ENV_NAME} or ${file:/path}; never in the file itself',
})

export const PublishSchema = Type.Object(
  {
    folder: Type.Optional(Type.String({ minLength: 1, description: 'folder that a static web server serves' })),
    s3: Type.Optional(
      Type.Object(
        {
          endpoint: Type.String({
            pattern: '^https?://[^/]+(/.*[^/])?$',
            description:
              'address of the bucket, without a slash at the end, as https://bucket.s3.ap-northeast-2.amazonaws.com',
          }),
          region: Type.String({ minLength: 1, default: 'ap-northeast-2' }),
          accessKeyId: Secret,
          secretAccessKey: Secret,
          prefix: Type.Optional(
            Type.String({ minLength: 1, description: 'before every key, without a slash at the end' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    everySeconds: Type.Optional(
      Type.Integer({
        minimum: 5,
        default: 60,
        description: 'how often files are written while nothing but times of checks moves',
      }),
    ),
  },
  { additionalProperties: false, description: 'writes everything public as files, for a static host or a bucket' },
)

export type PublishSettings = Static<typeof PublishSchema>
