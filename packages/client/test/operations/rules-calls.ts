import { setTimeout as sleep } from 'node:timers/promises'
import {
  metricsReplaceValue,
  notificationsListChannels,
  rulesCreateRule,
  rulesDeleteRule,
  rulesGetFiring,
  rulesGetRule,
  rulesListFirings,
  rulesListRules,
  rulesRedeliver,
  rulesTryRule,
  rulesUpdateRule,
} from '../../src/index.ts'
import type { World } from './world.ts'

const LOOK_MILLISECONDS = 50
const METRIC = 'fitbit.steps'

/** A rule that sends through the first channel, and a value that it fires for. */
export function rulesCalls({ client }: World) {
  let ruleId = ''
  let firingId = ''
  const path = () => ({ id: ruleId })
  const when = { on: 'metric', metric: METRIC, passes: 'above', threshold: 900_000 } as const
  return {
    async rulesCreateRule() {
      const channels = await notificationsListChannels({ client })
      const body = { when, channelId: channels.data.items[0]?.id ?? '' }
      ruleId = (await rulesCreateRule({ client, body })).data.id
    },
    rulesListRules: () => rulesListRules({ client }),
    rulesGetRule: () => rulesGetRule({ client, path: path() }),
    rulesUpdateRule: () => rulesUpdateRule({ client, path: path(), body: { enabled: true } }),
    rulesTryRule: () => rulesTryRule({ client, body: { when } }),
    async rulesListFirings() {
      const date = new Date().toISOString().slice(0, 10)
      await metricsReplaceValue({ client, path: { metric: METRIC, date }, body: { value: 900_001 } })
      for (;;) {
        const { data } = await rulesListFirings({ client, query: { ruleId } })
        firingId = data.items[0]?.id ?? ''
        if (firingId !== '') return
        await sleep(LOOK_MILLISECONDS)
      }
    },
    rulesGetFiring: () => rulesGetFiring({ client, path: { id: firingId } }),
    rulesRedeliver: () => rulesRedeliver({ client, path: { id: firingId } }),
    rulesDeleteRule: () => rulesDeleteRule({ client, path: path() }),
  }
}
