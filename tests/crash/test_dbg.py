from tests.crash.test_killed import *
def test_dbg(night, smtp_sink):
    desk = night()
    crash(desk, "after-dot")
    print("A", [(x.recipients, x.connection, x.octets[:60], read(x.octets)["Message-ID"][:12]) for x in smtp_sink.letters])
    with desk.database() as unit:
        for e in unit.outbox.listed(): print("  ", e.template, e.status, e.attempts, e.last_error)
    for t in (SOON, LEASE_OVER):
        drain(desk, t)
        print("B", [(x.recipients, x.connection, x.octets[:60], read(x.octets)["Message-ID"][:12]) for x in smtp_sink.letters])
        with desk.database() as unit:
            for e in unit.outbox.listed(): print("  ", e.template, e.status, e.attempts, e.last_error)
    assert 0
from tests.town import read
