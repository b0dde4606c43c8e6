import { useLingui } from '@lingui/react/macro'
import { Button, Fieldset, Stack, Text } from '@mantine/core'
import { type ArrayFieldTemplateProps, buttonId, descriptionId, errorId, getUiOptions } from '@rjsf/utils'
import { IconPlus } from '@tabler/icons-react'
import { aboutField } from './about-field.tsx'

/** A list of entries. */
export function ListTemplate(props: ArrayFieldTemplateProps) {
  const { t } = useLingui()
  const { items, canAdd, disabled, readonly, onAddClick, fieldPathId, schema, uiSchema, title } = props
  const options = getUiOptions(uiSchema)
  const about = aboutField(options.description ?? schema.description, options.help)
  const rawErrors = props.rawErrors ?? []
  const id = fieldPathId.$id
  return (
    <Fieldset
      styles={{ legend: { fontWeight: 600 } }}
      legend={title}
      id={id}
      aria-describedby={`${descriptionId(id)} ${errorId(id)}`}
    >
      <Stack gap="sm" align="stretch">
        {about !== undefined && (
          <Text id={descriptionId(id)} size="sm" c="dimmed">
            {about}
          </Text>
        )}
        {items}
        {rawErrors.length > 0 && (
          <Text id={errorId(id)} size="sm" c="var(--mantine-color-error)" style={{ whiteSpace: 'pre-line' }}>
            {rawErrors.join('\n')}
          </Text>
        )}
        {canAdd && (
          <Button
            id={buttonId(fieldPathId, 'add')}
            variant="default"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={onAddClick}
            disabled={disabled === true || readonly === true}
            style={{ alignSelf: 'flex-start' }}
          >
            {t`Add`}
          </Button>
        )}
      </Stack>
    </Fieldset>
  )
}
