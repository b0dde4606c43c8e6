/**
 * The process between the members and PostgreSQL: it starts the postmaster and stops it when no member is left.
 *
 * `$1` FIFO of the members, `$2` log file, the rest: the command, or `adopt` and the pid of a postmaster whose guard was killed.
 * Descriptor 3 is the lock of the directory, which the postmaster and its backends inherit. A shell, because it is alive as long as the
 * database is: it takes one megabyte, and runs as the account of the server, which may be unable to read the files of this project.
 */
export const GUARD_SCRIPT = `
umask 077
# Service managers signal whole groups of processes. The end of the last member is what stops the database; the postmaster itself answers
# signals, so that a manager has to leave it alone (systemd: KillMode=mixed).
trap '' HUP INT TERM
clients=$1 log=$2
shift 2
exec 2>>"$log"
# Opening a FIFO for reading waits for a writer, and the starter may be dead: open both ends, then keep the reading one.
exec 4<>"$clients" 5<"$clients" 4>&-
if [ "$1" = adopt ]; then
  postmaster=$2
else
  (trap - HUP INT TERM; exec "$@" >&2 5<&-) &
  postmaster=$!
fi
# Reads until no member has the FIFO open, then asks for a fast shutdown: again each second, since a postmaster that has just begun
# does not answer signals yet. "read" and not "cat": the reader is this one process, and its end closes the FIFO.
# Members write every few seconds: where the guard itself was killed, the reader ends then, and the FIFO has none until it is adopted.
(exec 3>&-; while read -r _; do kill -0 $$ || exit; done <&5 2>/dev/null; exec 5<&-; while kill -INT $postmaster; do sleep 1; done 2>/dev/null) &
watcher=$!
exec 5<&-
echo ready
exec >/dev/null
if [ "$1" = adopt ]; then
  # A zombie has ended: nothing may reap it where the first process of a container does not.
  while kill -0 $postmaster 2>/dev/null && ! grep -qs '^State:.*Z' /proc/$postmaster/status; do sleep 1; done
else
  wait $postmaster
  echo "guard $? postmaster ended" >&2
fi
kill -9 $watcher 2>/dev/null
`
