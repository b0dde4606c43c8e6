import { Type } from 'typebox'

const KeyId = Type.String({
  description: 'Identifies a key without revealing it.',
  examples: ['k1_5f2c9a7be01d4c36'],
})

export const MasterKey = Type.Object(
  { id: KeyId, origin: Type.Enum(['environment', 'file'], { description: 'Where the key comes from.' }) },
  {
    title: 'MasterKey',
    description: 'The master key, without its value.',
    examples: [{ id: 'k1_5f2c9a7be01d4c36', origin: 'file' }],
  },
)

export const DataKey = Type.Object(
  {
    id: KeyId,
    active: Type.Boolean({ description: 'New secrets are sealed with this key.' }),
    createdAt: Type.String({ format: 'date-time' }),
    secretCount: Type.Integer({ description: 'The number of secrets sealed with this key.' }),
  },
  {
    title: 'DataKey',
    description: 'A data key, without its value.',
    examples: [
      {
        id: 'k1_5f2c9a7be01d4c36',
        active: true,
        createdAt: '2026-11-01T08:30:00.000Z',
        secretCount: 4,
      },
    ],
  },
)

export const Rotation = Type.Object(
  {
    keyId: KeyId,
    resumed: Type.Boolean({
      description: 'Whether an earlier rotation was resumed instead of creating a key.',
    }),
    resealedCount: Type.Integer({ description: 'The number of resealed secrets.' }),
    unreadable: Type.Array(Type.String(), {
      description:
        'Secrets that cannot be decrypted, as `<owner>/<name>`. They are unchanged: set them again.',
    }),
  },
  {
    title: 'Rotation',
    description: 'The new data key, and what was resealed with it.',
    examples: [{ keyId: 'k1_5f2c9a7be01d4c36', resumed: false, resealedCount: 4, unreadable: [] }],
  },
)

export const MasterRotation = Type.Object(
  {
    keyId: KeyId,
    location: Type.String({
      description: 'The file, or the variable whose value must replace the current one.',
    }),
    rewrappedCount: Type.Integer({ description: 'The number of rewrapped data keys.' }),
  },
  {
    title: 'MasterRotation',
    description: 'The new master key, and what was wrapped with it.',
    examples: [{ keyId: 'k1_5f2c9a7be01d4c36', location: 'TRIBUTARY_MASTER_KEY_NEW', rewrappedCount: 1 }],
  },
)
