import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Empty } from '../../../components/empty.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../section.tsx'
import { KeyRow } from './key-row.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { keysQuery } from './scope-queries.ts'

/** Keys with which other programs use the API in the person's name. */
export function KeysPage() {
  const { t } = useLingui()
  const query = useQuery(keysQuery)
  const [creates, { open, close }] = useDisclosure()
  return (
    <Section
      title={t`API keys`}
      description={t`With a key another program reads or changes your data, as far as you allow it.`}
      actions={
        <Button onClick={open}>
          <Trans>Create a key</Trans>
        </Button>
      }
    >
      <QueryState
        query={query}
        isEmpty={(keys) => keys.length === 0}
        empty={
          <Empty title={t`No keys yet`}>
            <Trans>Create one for each program, so that each can be ended by itself.</Trans>
          </Empty>
        }
      >
        {(keys) => keys.map((key) => <KeyRow key={key.id} apiKey={key} />)}
      </QueryState>
      {creates && <NewKeyDialog onClose={close} />}
    </Section>
  )
}
