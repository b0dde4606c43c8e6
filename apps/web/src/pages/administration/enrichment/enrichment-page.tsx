import { Trans, useLingui } from '@lingui/react/macro'
import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { enrichmentGetAdminState } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../parts/section.tsx'
import { EnricherCard } from './enricher-card.tsx'
import { ModelBudget } from './model-budget.tsx'

const LOOK_MILLISECONDS = 5000

/** What looks up genres and tags, why it rests, and what the language model costs. */
export function EnrichmentPage() {
  const { t } = useLingui()
  const state = useQuery({
    queryKey: ['enrichment', 'admin'],
    queryFn: async ({ signal }) => (await enrichmentGetAdminState({ client, signal })).data,
    refetchInterval: LOOK_MILLISECONDS,
  })
  return (
    <>
      <PageTitle>{t`Genres and tags`}</PageTitle>
      <Text c="dimmed" maw="44rem">
        <Trans>
          After each import, songs, films and series are looked up: at the services that you have set up, and
          then by a language model. It covers the libraries of all people of this server.
        </Trans>
      </Text>
      <QueryState query={state}>
        {({ enrichers, model }) => (
          <Stack gap={0}>
            <Section title={t`Sources`}>
              {enrichers.length === 0 ? (
                <Empty title={t`No source is set up`} action={<ToSettings plugin="tmdb" />}>
                  <Trans>Enter a key for TMDB or Last.fm, or the address of a language model.</Trans>
                </Empty>
              ) : (
                <SimpleGrid cols={{ base: 1, md: 2 }}>
                  {enrichers.map((enricher) => (
                    <EnricherCard key={enricher.enricher} enricher={enricher} />
                  ))}
                </SimpleGrid>
              )}
            </Section>
            <Section
              title={t`Language model`}
              about={
                <Trans>
                  Of any server that speaks the protocol of OpenAI, also one of your own. It is sent titles
                  and creators, nothing else, and nothing of services whose terms forbid it.
                </Trans>
              }
            >
              {model === null ? (
                <Text>
                  <Trans>Off: it has no address and no model yet.</Trans>
                </Text>
              ) : (
                <ModelBudget model={model} />
              )}
              <div>
                <ToSettings plugin="enrichment" />
              </div>
            </Section>
          </Stack>
        )}
      </QueryState>
    </>
  )
}

function ToSettings({ plugin }: { readonly plugin: string }) {
  return (
    <LinkButton to="/administration/settings/$plugin" params={{ plugin }} variant="default">
      {plugin === 'enrichment' ? <Trans>Address, model, key and budget</Trans> : <Trans>Settings</Trans>}
    </LinkButton>
  )
}
