import { type Static, Type } from 'typebox'

const Step = Type.Object(
  {
    tried: Type.String({ description: 'What was tried.' }),
    ok: Type.Boolean(),
    milliseconds: Type.Integer({ description: 'How long it took.' }),
    problem: Type.Optional(Type.String({ description: 'What is wrong; absent where it worked.' })),
    advice: Type.Optional(Type.String({ description: 'What to change; absent where it worked.' })),
  },
  {
    title: 'plugins.ConnectionTestStep',
    description: 'One thing that was tried.',
    examples: [{ tried: 'Signed in', ok: true, milliseconds: 84 }],
  },
)

/** The outcome of a test of a configuration. Without secrets. */
export const ConnectionTest = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether everything that was tried worked.' }),
    milliseconds: Type.Integer({ description: 'How long the test took.' }),
    steps: Type.Array(Step, {
      description: 'In the order in which they were tried; a failure ends the test.',
    }),
  },
  {
    title: 'plugins.ConnectionTest',
    description: 'What a test of a configuration has tried, how long it took, and what to change.',
    examples: [
      {
        ok: false,
        milliseconds: 212,
        steps: [
          { tried: 'Signed in', ok: true, milliseconds: 84 },
          {
            tried: 'Sent a test message to #general',
            ok: false,
            milliseconds: 128,
            problem: 'chat.example.org denied permission.',
            advice: 'Grant the missing permission there, then test again.',
          },
        ],
      },
    ],
  },
)

export type ConnectionTest = Static<typeof ConnectionTest>
export type ConnectionTestStep = Static<typeof Step>
