#!/bin/bash
# A Slurm of one node for tests: its controller, its node and munge, all of this user, on the loopback interface.
#
#   slurm.sh start FOLDER    starts them, with every file in FOLDER; programs then need SLURM_CONF=FOLDER/slurm.conf
#   slurm.sh stop FOLDER     cancels all jobs and ends exactly these processes
#
# Needs root and the Debian packages slurm-wlm and munge (tried with Slurm 22.05).
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
verb=$1
folder=$(realpath "$2")
export SLURM_CONF=$folder/slurm.conf

start() {
  mkdir -p "$folder/state" "$folder/spool"
  chmod 755 "$folder"
  # Ports that nothing else is likely to have: two of a block of this process.
  local port=$((20000 + ($$ * 2) % 20000)) host
  host=$(hostname -s)
  head -c 1024 /dev/urandom >"$folder/munge.key"
  chmod 600 "$folder/munge.key"
  cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CryptoType=crypto/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
ReturnToService=2
MinJobAge=300
SchedulerParameters=sched_interval=1,batch_sched_delay=0
KillWait=30
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=test Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CONF
  # Daemons keep open what they inherit, and some callers wait for the end of that. 255 is this script itself.
  local open
  for open in /proc/$$/fd/*; do
    open=${open##*/}
    if [ "$open" -gt 2 ] && [ "$open" -ne 255 ]; then eval "exec $open>&-"; fi
  done
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" 2>>"$folder/munged.err"
  slurmctld -c -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF" -N "$host"
  for _ in $(seq 150); do
    if [ "$(sinfo -h -o %t 2>/dev/null)" = idle ]; then return 0; fi
    sleep 0.2
  done
  tail -n 5 "$folder"/*.log >&2
  echo "slurm.sh: the node did not become idle in 30 seconds" >&2
  return 1
}

stop() {
  scancel --me 2>/dev/null || true
  local name process
  for name in slurmd slurmctld munged; do
    process=$(cat "$folder/$name.pid" 2>/dev/null || true)
    if [ -n "$process" ]; then
      kill "$process" 2>/dev/null || true
      for _ in $(seq 50); do kill -0 "$process" 2>/dev/null || break; sleep 0.1; done
      # A daemon that was started with signals blocked does not hear the first.
      kill -KILL "$process" 2>/dev/null || true
    fi
  done
}

case $verb in
  start) start ;;
  stop) stop ;;
  *) echo "slurm.sh: start or stop" >&2; exit 64 ;;
esac
