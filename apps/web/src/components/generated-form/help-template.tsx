import { Anchor, Text } from '@mantine/core'
import { type FieldHelpProps, helpId } from '@rjsf/utils'

const ADDRESS = /^https:\/\/\S+$/

/** How a value is found. Always shown: a person reads it while they look for the value elsewhere. */
export function HelpTemplate({ help, fieldPathId }: FieldHelpProps) {
  if (help === undefined || help === '') return null
  return (
    <Text id={helpId(fieldPathId)} size="sm" c="dimmed" mt={4}>
      {typeof help === 'string' && ADDRESS.test(help) ? (
        <Anchor href={help} target="_blank" rel="noreferrer" size="sm">
          {help}
        </Anchor>
      ) : (
        help
      )}
    </Text>
  )
}
