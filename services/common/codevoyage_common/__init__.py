"""What every process of CodeVoyage is made of.

errors        one typed exception per reason of the contract
lifecycle     states, stages, and which transition is allowed
settings      what the environment says, checked at boot
names         resource names and ids
observe/      logs, traces
rpc/          gRPC servers, channels, errors on the wire
storage/      PostgreSQL: engines, roles, migrations, the outbox
work/         Dramatiq: broker, worker process, claims and leases, wake-ups
"""
