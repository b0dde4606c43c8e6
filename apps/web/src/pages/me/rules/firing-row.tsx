import { Table, Text } from '@mantine/core'
import { type RulesRuleFiring, rulesRedeliver } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { useNotificationWords } from '../../notifications/notification-words.ts'
import { SendAgain } from '../send-again.tsx'
import { SentState } from '../sent-state.tsx'

/** What a rule has fired for, and what became of it. */
export function FiringRow({ firing }: { firing: RulesRuleFiring }) {
  const { dateTime } = useFormats()
  const { id, firedAt, state, reason, detail } = firing
  const { title, message } = useNotificationWords()({ kind: 'rule_fired', ...firing })
  const isOver = state === 'sent' || state === 'dead' || state === 'none'
  return (
    <Table.Tr>
      <Table.Td>
        {title}
        <Text size="sm" c="dimmed">
          {message}
        </Text>
      </Table.Td>
      <Table.Td>{dateTime(firedAt)}</Table.Td>
      <Table.Td>
        <SentState state={state} reason={reason} detail={detail} />
      </Table.Td>
      <Table.Td ta="right">
        {isOver && (
          <SendAgain send={() => rulesRedeliver({ client, path: { id } })} log={['rules', 'firings']} />
        )}
      </Table.Td>
    </Table.Tr>
  )
}
