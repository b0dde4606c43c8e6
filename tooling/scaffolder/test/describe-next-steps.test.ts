import { expect, test } from 'vitest'
import { describeNextSteps } from '../src/describe-next-steps.ts'

const folder = 'packages/integrations/my-band'

test('the commands are in two columns, and recording is for accounts', () => {
  const text = describeNextSteps({ name: 'my-band', auth: 'oauth2', files: false, delivers: 'media' }, folder)
  const commands = text.split('\n').filter((line) => line.startsWith('  npm'))
  expect(commands.map((line) => line.trim().split(/ {3,}/))).toEqual([
    ['npm test -- --filter=@tributary/integration-my-band', 'the tests of the package'],
    ['npm run dev -- --simulate my-band', 'the server with it'],
    ['npm run record -- my-band', expect.stringContaining('redacted')],
  ])
  const columns = commands.map((line) => line.search(/(?<= {3})\S+(?= )/))
  expect(new Set(columns).size).toBe(1)
  expect(
    describeNextSteps({ name: 'my-band', auth: 'none', files: true, delivers: 'daily' }, folder),
  ).not.toMatch(/npm run record|--simulate/)
})
