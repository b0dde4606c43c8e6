import { Trans } from '@lingui/react/macro'
import { Accordion, List, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { IntegrationsIntegration } from '@tributary/client'
import { integrationsQuery } from '../../api/integrations.ts'
import { QueryState } from '../../components/query-state.tsx'

interface HowToGetFilesProps {
  /** The service whose steps are on top, and open. */
  readonly first?: IntegrationsIntegration
}

/** Where a person gets the file of each service that has one. */
export function HowToGetFiles({ first }: HowToGetFilesProps) {
  const integrations = useQuery(integrationsQuery)
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        <Trans>Where you get the files</Trans>
      </Title>
      <QueryState query={integrations}>
        {(all) => (
          // What is open at first is read once, so another service is another accordion.
          <Accordion key={first?.integration} variant="contained" defaultValue={first?.integration ?? null}>
            {startingWith(first, all).map(({ integration, displayName, files }) =>
              files === null ? null : (
                <Accordion.Item key={integration} value={integration}>
                  <Accordion.Control>{displayName}</Accordion.Control>
                  <Accordion.Panel>
                    <List type="ordered" spacing="xs">
                      {files.howTo.map((step) => (
                        <List.Item key={step}>
                          <Text size="sm">{step}</Text>
                        </List.Item>
                      ))}
                    </List>
                  </Accordion.Panel>
                </Accordion.Item>
              ),
            )}
          </Accordion>
        )}
      </QueryState>
    </section>
  )
}

function startingWith(
  first: IntegrationsIntegration | undefined,
  all: readonly IntegrationsIntegration[],
): readonly IntegrationsIntegration[] {
  return all.toSorted(
    (one, other) =>
      Number(other.integration === first?.integration) - Number(one.integration === first?.integration) ||
      one.displayName.localeCompare(other.displayName),
  )
}
