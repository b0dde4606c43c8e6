import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { LinkButton } from '../../components/link-button.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { documentedPluginsQuery } from './documented-plugins.ts'

/** The documentation of the API: of the whole, and of each plugin. */
export function DevelopersPage() {
  const { t } = useLingui()
  const query = useQuery(documentedPluginsQuery)
  return (
    <Stack gap="lg">
      <div>
        <PageTitle>{t`API`}</PageTitle>
        <Text maw="44rem">
          <Trans>
            Everything on this page is done by a public API, and your own programs can do it as well. The
            documentation runs each operation as you, with the session of this browser.
          </Trans>
        </Text>
        <Group mt="md">
          <Button component="a" href="/docs">
            <Trans>Open the documentation</Trans>
          </Button>
          <LinkButton to="/me/keys" variant="default">
            <Trans>API keys</Trans>
          </LinkButton>
          <LinkButton to="/me/webhooks" variant="default">
            <Trans>Webhooks</Trans>
          </LinkButton>
          <Anchor href="/openapi.json" size="sm">
            OpenAPI
          </Anchor>
        </Group>
      </div>
      <section>
        <Title order={2} size="h4" mb="sm">
          <Trans>By plugin</Trans>
        </Title>
        <QueryState query={query}>
          {(plugins) => (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
              {plugins.map(({ name, description }) => (
                <Paper key={name} withBorder p="md">
                  <Anchor href={`/docs?plugin=${encodeURIComponent(name)}`} fw={600}>
                    {name}
                  </Anchor>
                  <Text size="sm" c="dimmed" lineClamp={3}>
                    {description}
                  </Text>
                </Paper>
              ))}
            </SimpleGrid>
          )}
        </QueryState>
      </section>
    </Stack>
  )
}
