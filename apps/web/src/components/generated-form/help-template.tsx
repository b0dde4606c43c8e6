import { Text } from '@mantine/core'
import { type FieldHelpProps, helpId } from '@rjsf/utils'

/** How a value is found. Always shown: a person reads it while they look for the value elsewhere. */
export function HelpTemplate({ help, fieldPathId }: FieldHelpProps) {
  if (help === undefined || help === '') return null
  return (
    <Text id={helpId(fieldPathId)} size="sm" c="dimmed" mt={4}>
      {help}
    </Text>
  )
}
