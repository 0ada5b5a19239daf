# A real pseudo-terminal, for what tmux does not show: the modes before and after, an output that nobody reads, bytes in one write, signals
# at any moment. Reads a scenario of steps as JSON from its argument, runs a command in a session of its own on a new terminal, and prints
# one JSON object: how it ended, the modes, what was written last, and the processes left.
#
# Steps: {"wait": TEXT} until the output has it, {"sleep": S}, {"write": TEXT} in one write, {"signal": NUMBER}, {"deaf": true} reads no more
# (the terminal fills), {"hangup": true} closes the terminal, {"end": S} the program has to end within so many seconds.
import fcntl, json, os, pty, select, signal, struct, subprocess, sys, termios, time

task = json.loads(sys.argv[1])
controlling = task.get('controlling', True)
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', task.get('rows', 24), task.get('columns', 80), 0, 0))
before = termios.tcgetattr(slave)
env = {k: v for k, v in os.environ.items() if k not in ('CI', 'NO_COLOR', 'FORCE_COLOR')}
env.update({'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8', 'NODE_ENV': 'production', **task.get('env', {})})
mark = f'IRQDECK_TEST_MARK={os.getpid()}-{time.time_ns()}'
env.update([mark.split('=')])


def begin():
    os.setsid()
    if controlling:
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


stdin = open(task['stdin'], 'rb') if 'stdin' in task else slave
if 'pipe' in task:
    stdin = subprocess.PIPE
child = subprocess.Popen(task['argv'], stdin=stdin, stdout=slave, stderr=slave, env=env, preexec_fn=begin, cwd=task.get('cwd'))
if 'pipe' in task:
    child.stdin.write(task['pipe'].encode())
    child.stdin.close()
seen = b''
deaf = False


def read(seconds):
    global seen
    if deaf or master < 0:
        time.sleep(seconds)
        return
    if select.select([master], [], [], seconds)[0]:
        try:
            seen += os.read(master, 65536)
        except OSError:
            pass


def spend(seconds, done=lambda: False):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not done():
        read(min(0.01, max(0, end - time.monotonic())))
    return done()


problem = None
took = None
for step in task['steps']:
    begun = time.monotonic()
    if 'wait' in step:
        text, place = step['wait'].encode(), len(seen) if step.get('new') else 0
        if not spend(step.get('for', 30), lambda: text in seen[place:]):
            problem = f'waited in vain for {step["wait"]}'
            break
    elif 'sleep' in step:
        spend(step['sleep'])
    elif 'write' in step:
        os.write(master, step['write'].encode('utf-8', 'surrogateescape'))
    elif 'signal' in step:
        os.kill(child.pid, step['signal'])
    elif 'deaf' in step:
        deaf = True
    elif 'hangup' in step:
        # Ours is the last one beside the program's.
        os.close(slave)
        os.close(master)
        master = slave = -1
    elif 'end' in step:
        if not spend(step['end'], lambda: child.poll() is not None):
            problem = f'still there after {step["end"]} s'
        took = time.monotonic() - begun
alive = child.poll() is None
if alive:
    child.kill()
status = child.wait()


def left():
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            if int(pid) != os.getpid() and mark.encode() in open(f'/proc/{pid}/environ', 'rb').read():
                found.append(open(f'/proc/{pid}/cmdline').read().replace('\0', ' ')[:60])
        except OSError:
            pass
    return found


# A warden has up to half a second for a terminal that takes nothing.
spend(3, lambda: not left())
deaf = False
spend(0.3)
after = termios.tcgetattr(slave) if slave >= 0 else None
print(json.dumps({
    'problem': problem, 'alive': alive, 'status': status, 'took': took, 'left': left(),
    'modes': after is None or after == before, 'text': seen.decode('utf-8', 'replace')[-task.get('last', 3000):],
}))
