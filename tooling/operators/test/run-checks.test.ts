import { expect, test } from 'vitest'
import type { Check } from '../src/check.ts'
import { runChecks } from '../src/run-checks.ts'

const passing: Check = { name: 'passing', needs: [], run: () => Promise.resolve('3 of 3') }
const failing: Check = { name: 'failing', needs: [], run: () => Promise.reject(new Error('2 were lost')) }
const needy: Check = {
  name: 'needy',
  needs: [{ name: 'no-such-program', debian: 'no-such-package' }],
  run: () => Promise.resolve(''),
}

test('each check has a line with its figures or its reason, and the last line counts them', async () => {
  expect(await run([passing, failing])).toEqual({
    status: 1,
    lines: ['passed  passing: 3 of 3', 'failed  failing: 2 were lost', '1 passed, 1 failed'],
  })
})

test('the status is 0 when all checks passed', async () => {
  expect((await run([passing])).status).toBe(0)
})

test('nothing is run while a program is missing', async () => {
  const { status, lines } = await run([passing, needy])
  expect(status).toBe(1)
  expect(lines.join('\n')).toContain('missing: no-such-program (Debian: no-such-package)')
  expect(lines.join('\n')).not.toContain('passed')
})

test('a named check runs alone, whatever the others need', async () => {
  const { lines } = await run([passing, needy], ['passing'])
  expect(lines).toEqual(['passed  passing: 3 of 3', '1 passed, 0 failed'])
})

test('an unknown name is refused with the known ones', async () => {
  expect(await run([passing, failing], ['other'])).toEqual({
    status: 2,
    lines: ['unknown check: other; there are: passing, failing'],
  })
})

async function run(checks: readonly Check[], names: readonly string[] = []) {
  const lines: string[] = []
  const status = await runChecks(checks, { names, path: '', print: (line) => lines.push(line) })
  return { status, lines }
}
