import { openProvider } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { createSlackSimulator, showMessage } from '../simulator/index.ts'
import { slack } from '../src/index.ts'
import { writeText } from '../src/write-text.ts'

const open = (values: object, endpoints = {}) =>
  openProvider({ integration: slack, kind: 'notification', values: { ...values }, endpoints })

test('a missing scope is named', async () => {
  await using simulator = await createSlackSimulator()
  const token = simulator.botToken([])
  await using opened = await open({ mode: 'bot', token, channel: 'C0SIM' }, simulator.endpoints)
  await expect(
    opened.use((channel) => channel.send({ title: 'A', text: 'b', severity: 'info' })),
  ).rejects.toMatchObject({ code: 'permission_denied', missingScopes: ['chat:write'] })
})

test('the health of a bot is its sign-in, that of a webhook is not known; neither sends a message', async () => {
  await using simulator = await createSlackSimulator()
  const token = simulator.botToken()
  await using bot = await open({ mode: 'bot', token, channel: 'C0SIM' }, simulator.endpoints)
  await using hook = await open({ webhookUrl: simulator.webhookUrl }, simulator.endpoints)
  expect([await bot.health(), await hook.health()]).toEqual([
    ['Signed in'],
    [expect.stringMatching(/^Nothing/)],
  ])
  expect(await bot.test()).toEqual(['Signed in', 'Sent a test message to C0SIM'])
  expect(simulator.messages()).toHaveLength(1)
})

test.each([
  [{ webhookUrl: 'https://hooks.slack.com.evil.example/services/T/B/x' }, /hooks\.slack\.com/],
  [{ webhookUrl: 'http://hooks.slack.com/services/T/B/x' }, /hooks\.slack\.com/],
  [{ mode: 'bot', token: 'not-a-token', channel: 'C1' }, /xoxb-/],
  [{ mode: 'bot', token: 'xoxb-1' }, /channel: Enter a value/],
])('%o is refused', async (values, message) => {
  await expect(open(values)).rejects.toThrow(message)
})

test('a text that grows when it is escaped stays within the limit, and no entity is cut', () => {
  const text = '<&>'.repeat(2_000)
  const written = writeText({
    title: '&'.repeat(300),
    text,
    severity: 'error',
    url: 'https://a.example/?b&c',
  })
  expect(written.length).toBeLessThanOrEqual(4_000)
  expect(written).not.toMatch(/&(?!amp;|lt;|gt;)/)
  expect(showMessage({ text: written, mrkdwn: false })).toMatch(/…\nhttps:\/\/a\.example\/\?b&c$/)
})
