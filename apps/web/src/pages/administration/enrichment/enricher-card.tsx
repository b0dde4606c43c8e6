import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type EnrichmentEnrichmentAdminState, enrichmentRerunEnricher } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { TextLink } from '../../../components/text-link.tsx'
import { toast } from '../../../components/toast.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { ConfirmButton } from '../parts/confirm-button.tsx'
import { Status } from '../parts/status.tsx'
import { usePluginNames } from '../plugins/use-plugin-names.ts'

type Enricher = EnrichmentEnrichmentAdminState['enrichers'][number]

const MODEL = 'enrichment'

/** An enricher with its counts, why it rests, and what can be done. */
export function EnricherCard({ enricher: read }: { readonly enricher: Enricher }) {
  const { t } = useLingui()
  const { number, relative } = useFormats()
  const pluginName = usePluginNames()
  const queryClient = useQueryClient()
  const { enricher, isActive, pending, done, failed, restsUntil, reason } = read
  const name = enricher === MODEL ? t`Language model` : pluginName(enricher)
  const rerun = async (state?: 'done' | 'failed') => {
    const query = state === undefined ? {} : { state }
    const { data } = await enrichmentRerunEnricher({ client, path: { name: enricher }, query })
    await queryClient.invalidateQueries({ queryKey: ['enrichment'] })
    toast(t`${number(data.count)} titles are looked up again.`)
  }
  const retry = useMutation({ mutationFn: async () => rerun('failed') })
  const wake = useMutation({ mutationFn: async () => rerun() })
  return (
    <Paper withBorder p="md" component="article" aria-label={name}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={3} size="h5">
            {name}
          </Title>
          <EnricherStatus enricher={read} />
        </Group>
        <Text size="sm">
          {[
            t`${number(done)} done`,
            t`${number(pending)} waiting`,
            failed > 0 ? t`${number(failed)} failed` : '',
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </Text>
        {restsUntil !== null && (
          <Problem
            color="yellow"
            action={{ label: t`Go on now`, onClick: () => wake.mutate(), loading: wake.isPending }}
          >
            {reason} <Trans>Goes on {relative(restsUntil)}.</Trans>
          </Problem>
        )}
        {wake.isError && <Problem error={wake.error} />}
        {retry.isError && <Problem error={retry.error} />}
        <Group gap="xs">
          {failed > 0 && (
            <Button variant="default" onClick={() => retry.mutate()} loading={retry.isPending}>
              <Trans>Try failed ones again</Trans>
            </Button>
          )}
          {done > 0 && (
            <ConfirmButton
              label={t`Look all up again`}
              title={t`Look all titles up again?`}
              isDanger={false}
              act={async () => rerun('done')}
            >
              <Trans>
                {number(done)} titles of all people are asked about again. What is known stays until the new
                answer, and what people have corrected stays for good. A language model may cost money for it.
              </Trans>
            </ConfirmButton>
          )}
          {!isActive && enricher !== MODEL && (
            <TextLink to="/administration/settings/$plugin" params={{ plugin: enricher }} size="sm">
              <Trans>Settings</Trans>
            </TextLink>
          )}
        </Group>
      </Stack>
    </Paper>
  )
}

function EnricherStatus({ enricher: { isActive, restsUntil, pending } }: { readonly enricher: Enricher }) {
  const { t } = useLingui()
  if (!isActive) return <Status look="none">{t`Not set up`}</Status>
  if (restsUntil !== null) return <Status look="warning">{t`Rests`}</Status>
  if (pending > 0) return <Status look="waiting">{t`Working`}</Status>
  return <Status look="good">{t`Up to date`}</Status>
}
