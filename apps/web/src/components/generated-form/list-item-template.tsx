import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Group } from '@mantine/core'
import { type ArrayFieldItemTemplateProps, buttonId } from '@rjsf/utils'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'

/** One entry of a list, and what can be done with it. */
export function ListItemTemplate({ children, buttonsProps, index }: ArrayFieldItemTemplateProps) {
  const { t } = useLingui()
  const { fieldPathId, disabled, readonly, hasMoveUp, hasMoveDown, hasRemove } = buttonsProps
  const isFixed = disabled === true || readonly === true
  const number = index + 1
  return (
    <Group align="flex-start" gap="xs" wrap="nowrap">
      <div style={{ flexGrow: 1, minWidth: 0 }}>{children}</div>
      <Group gap={4} mt={26} wrap="nowrap">
        {(hasMoveUp || hasMoveDown) && (
          <>
            <ActionIcon
              id={buttonId(fieldPathId, 'moveUp')}
              variant="subtle"
              size="lg"
              aria-label={t`Move entry ${number} up`}
              disabled={isFixed || !hasMoveUp}
              onClick={buttonsProps.onMoveUpItem}
            >
              <IconArrowUp size={18} aria-hidden />
            </ActionIcon>
            <ActionIcon
              id={buttonId(fieldPathId, 'moveDown')}
              variant="subtle"
              size="lg"
              aria-label={t`Move entry ${number} down`}
              disabled={isFixed || !hasMoveDown}
              onClick={buttonsProps.onMoveDownItem}
            >
              <IconArrowDown size={18} aria-hidden />
            </ActionIcon>
          </>
        )}
        {hasRemove && (
          <ActionIcon
            id={buttonId(fieldPathId, 'remove')}
            variant="subtle"
            color="red"
            size="lg"
            aria-label={t`Remove entry ${number}`}
            disabled={isFixed}
            onClick={buttonsProps.onRemoveItem}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </Group>
  )
}
