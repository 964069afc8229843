"""The one way out: git reaches a host only through a proxy of ours, which dials the address that it has checked.

rules      what may be dialled, and how names are resolved
proxy      the proxy: CONNECT and nothing else, for the length of one call of git
relay      bytes in both directions, bounded
refusals   why a connection was refused, for the person who asked
"""
