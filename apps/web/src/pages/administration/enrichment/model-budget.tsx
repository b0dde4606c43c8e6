import { Trans, useLingui } from '@lingui/react/macro'
import { Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import type { EnrichmentEnrichmentAdminState } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { Facts } from '../parts/facts.tsx'

type Model = NonNullable<EnrichmentEnrichmentAdminState['model']>

/** How much of the budget of today is used, and the cost of today and of this month. */
export function ModelBudget({ model }: { readonly model: Model }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { works, worksPerDay, tokens, tokensPerDay, cost, currency, month, day } = model
  const money = (amount: number) => {
    try {
      return formats.number(amount, { style: 'currency', currency, maximumFractionDigits: 4 })
    } catch {
      return `${formats.number(amount, { maximumFractionDigits: 4 })} ${currency}`
    }
  }
  return (
    <Stack gap="sm" maw="44rem">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Used label={t`Titles today`} used={works} most={worksPerDay} />
        <Used label={t`Tokens today`} used={tokens} most={tokensPerDay} />
      </SimpleGrid>
      <Facts
        facts={[
          [t`Cost today`, money(cost)],
          [t`Cost this month`, money(month.cost)],
          [t`Titles this month`, formats.number(month.works)],
          [t`Tokens this month`, formats.number(month.tokens)],
        ]}
      />
      <Text size="sm" c="dimmed">
        <Trans>
          By the prices in the settings. The day is {formats.date(day)} in UTC; the budget begins again at
          midnight there.
        </Trans>
      </Text>
    </Stack>
  )
}

function Used({
  label,
  used,
  most,
}: {
  readonly label: string
  readonly used: number
  readonly most: number
}) {
  const { t } = useLingui()
  const { number } = useFormats()
  return (
    <Stack gap={4}>
      <Text size="sm">
        {label}: {t`${number(used)} of ${number(most)}`}
      </Text>
      <Progress value={Math.min(100, (used / most) * 100)} aria-label={label} />
    </Stack>
  )
}
