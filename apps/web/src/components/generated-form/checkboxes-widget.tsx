import { Trans } from '@lingui/react/macro'
import { Checkbox, Stack, Text } from '@mantine/core'
import {
  ariaDescribedByIds,
  enumOptionsIndexForValue,
  enumOptionValueDecoder,
  enumOptionValueEncoder,
  getOptionValueFormat,
  optionId,
  type WidgetProps,
} from '@rjsf/utils'
import { describedBy } from './described-widget.tsx'

/** Any of some choices. */
export function CheckboxesWidget(props: WidgetProps) {
  const { id, htmlName, value, required, label, hideLabel, disabled, readonly, options } = props
  const { enumOptions = [], emptyValue } = options
  const format = getOptionValueFormat(options)
  const rawErrors = props.rawErrors ?? []
  return (
    <Checkbox.Group
      id={id}
      label={hideLabel === true ? undefined : label}
      required={required ?? false}
      value={chosenIn(enumOptionsIndexForValue(value, enumOptions, true))}
      onChange={(chosen: string[]) =>
        props.onChange(enumOptionValueDecoder(chosen, enumOptions, format, emptyValue))
      }
      error={rawErrors.length > 0 ? rawErrors.join('\n') : undefined}
      aria-describedby={ariaDescribedByIds(id)}
      {...describedBy(props)}
    >
      <Stack gap="xs" mt="xs">
        {enumOptions.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>The service tells the choices once it can be asked.</Trans>
          </Text>
        )}
        {enumOptions.map((option, index) => (
          <Checkbox
            key={String(option.value)}
            id={optionId(id, index)}
            name={htmlName ?? id}
            value={enumOptionValueEncoder(option.value, index, format)}
            label={option.label}
            disabled={disabled === true || readonly === true}
            onBlur={() => props.onBlur(id, value)}
            size="md"
          />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

function chosenIn(indexes: string | string[] | undefined): string[] {
  return [indexes ?? []].flat()
}
