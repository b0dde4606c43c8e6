import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { RulesRule } from '@tributary/client'
import { useIntegrationName } from '../../../api/integration-name.ts'
import { metricCatalogueQuery } from '../../../api/metric-catalogue.ts'
import { useMediaTypeNames } from '../../../components/use-media-type-names.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { channelsQuery } from '../channels/channel-queries.ts'

export type Condition = RulesRule['when']

/** A rule as a sentence: when, and what then. */
export function useRuleSentence(): (rule: Pick<RulesRule, 'when' | 'channelId'>) => string {
  const { t } = useLingui()
  const whenText = useConditionText()
  const { data: channels } = useQuery(channelsQuery)
  return ({ when, channelId }) => {
    const condition = whenText(when)
    const channel = channels?.find(({ id }) => id === channelId)
    const name = channel?.name ?? ''
    if (channel === undefined) return condition
    return channel.kind === 'workflow' ? t`${condition}, start ${name}` : t`${condition}, tell ${name}`
  }
}

function useConditionText(): (when: Condition) => string {
  const { t } = useLingui()
  const { number } = useFormats()
  const integrationName = useIntegrationName()
  const typeName = useMediaTypeNames()
  const { data: catalogue } = useQuery(metricCatalogueQuery)
  return (when) => {
    switch (when.on) {
      case 'metric': {
        const label = catalogue?.find(({ metric }) => metric === when.metric)?.label ?? when.metric
        const threshold = number(when.threshold)
        return when.passes === 'above'
          ? t`When ${label} of a day passes above ${threshold}`
          : t`When ${label} of a day passes below ${threshold}`
      }
      case 'item': {
        const type = when.type === undefined ? '' : typeName(when.type)
        const from = when.integration === undefined ? '' : integrationName(when.integration)
        if (type === '' && from === '') return t`When something new is in the library`
        if (type === '') return t`When something new of ${from} is in the library`
        if (from === '') return t`When something new is in the library (${type})`
        return t`When something new of ${from} is in the library (${type})`
      }
      case 'connection': {
        if (when.integration === undefined) return t`When a connection stops working`
        const from = integrationName(when.integration)
        return t`When a connection to ${from} stops working`
      }
      case 'import': {
        if (when.ends === 'failed') return t`When an import fails`
        return when.ends === 'succeeded' ? t`When an import succeeds` : t`When an import ends`
      }
    }
  }
}
