import { Plural, Trans } from '@lingui/react/macro'
import { List, Paper, Text } from '@mantine/core'
import type { RulesRuleTryOut } from '@tributary/client'
import { useNotificationWords } from '../../notifications/notification-words.ts'

const SHOWN = 10

/** What a rule would have said in the last 30 days. */
export function TriedRule({ tried: { items, isKnown } }: { tried: RulesRuleTryOut }) {
  const words = useNotificationWords()
  const said = items.map((item) => ({ ...item, ...words({ kind: 'rule_fired', ...item }) }))
  return (
    <Paper withBorder p="sm" role="status">
      <Text fw={500}>
        {isKnown ? (
          <Plural
            value={items.length}
            _0="It would have said nothing in the last 30 days."
            one="It would have fired # time in the last 30 days."
            other="It would have fired # times in the last 30 days."
          />
        ) : (
          <Trans>It is not kept when connections have failed.</Trans>
        )}
      </Text>
      {items.length > 0 && (
        <List size="sm" mt="xs">
          {said.slice(0, SHOWN).map(({ date, title, message }) => (
            <List.Item key={`${date} ${title} ${message}`}>
              {title}. {message}
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  )
}
