/*
 * The life of idempotency keys, as DESIGN section 7 has it: replicas that claim, send, lose and reconcile; a store with
 * fencing that may lose its last write; a Getty Images that charges late and shows its history late; somebody else's
 * downloads of the same asset. One asset, one account: the worst case, since other assets share nothing.
 *
 * Run proof/check.mjs; proof/README.md says what is proved and what is assumed. Guards that a mutant removes are
 * written as #ifndef NO_...: check.mjs removes each in turn and expects Spin to find the bug.
 *
 * Time is not modelled. What takes time (a lease runs out, a history settles, the timeout of a request passes) happens
 * at any moment that its condition allows; conditions that the service derives from a clock are stated as the facts
 * the clock stands for (SETTLED below).
 */
#ifndef REPLICAS
#define REPLICAS 2
#endif
#ifndef KEYS
#define KEYS 2
#endif
/* Calls that each replica handles. */
#ifndef CALLS
#define CALLS 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef STORE_LOSSES
#define STORE_LOSSES 0
#endif
#ifndef FOREIGN
#define FOREIGN 1
#endif
/* One request for each sending; more sendings than this are cut off (and reported by the assertion on `sends`). */
#define REQUESTS (REPLICAS * CALLS)

mtype = { none, planned, sent, unknown, settled, lost };
mtype = { unused, inTransit, committed, dead };

/* The store's record of a key. */
typedef Key {
  mtype state;
  byte fence;        /* of the newest claim */
  bool leased;       /* its holder is believed alive */
  byte request;      /* of the newest sending, +1; 0: none */
}
Key key[KEYS];
/* What the last write of the store replaced, for a failover that loses it. */
Key before;
byte beforeKey = 255;
bool lostWrite[KEYS];    /* the store changed its epoch since this key was last counted */

/* A request that spends, from the moment that it leaves. */
typedef Request {
  mtype state;
  bool shown;        /* its record stands in the history */
  bool answered;     /* its response has been taken, or is lost */
  byte owner;        /* key, +1 */
}
Request request[REQUESTS];
byte requests;
byte foreignShown;
bool foreignDone;
byte crashes;
byte losses;
byte charges[KEYS];
byte links[KEYS];

inline write(k) {
  /* Within d_step or atomic: remembers what is about to be replaced. */
  before.state = key[k].state; before.fence = key[k].fence;
  before.leased = key[k].leased; before.request = key[k].request;
  beforeKey = k;
}

/* Whether anything sent for this key may still be charged. The service knows it from GETTY_SETTLE_MS and the timeout. */
#define OPEN(r) (request[r].state == inTransit || (request[r].state == committed && !request[r].shown))

/* Getty Images: a request that has arrived is charged or not, at any time; its record is shown later. */
proctype Getty() {
  byte r;
  do
  :: atomic {
       select (r : 0 .. REQUESTS - 1);
       if
       :: request[r].state == inTransit -> request[r].state = committed; charges[request[r].owner - 1]++;
          /* The promise. */
          assert(charges[request[r].owner - 1] <= 1)
       :: request[r].state == inTransit -> request[r].state = dead
       :: request[r].state == committed && !request[r].shown -> request[r].shown = true
       :: else -> skip
       fi;
       r = 0
     }
  :: atomic { FOREIGN && !foreignDone -> foreignDone = true; foreignShown = 1 }
  :: atomic {
       /* A failover that loses the store's last write. Its epoch changes, which replicas notice. */
       losses < STORE_LOSSES && beforeKey != 255 ->
       losses++;
       key[beforeKey].state = before.state; key[beforeKey].fence = before.fence;
       key[beforeKey].leased = before.leased; key[beforeKey].request = before.request;
       beforeKey = 255;
       for (r : 0 .. KEYS - 1) { lostWrite[r] = true }
       r = 0
     }
  :: timeout -> break
  od
}

proctype Replica() {
  byte calls, k, fence, mine, r, rows, taken, shown, underWay, accounted, charged;

Next:
  do
  :: calls == CALLS -> break
  :: calls < CALLS ->
     calls++;
     select (k : 0 .. KEYS - 1);

     /* claim: one atomic script. */
     atomic {
       if
       :: key[k].state == settled || key[k].state == lost -> goto Next          /* replay */
#ifndef NO_LEASE
       :: key[k].leased -> goto Next                                            /* busy */
#endif
       :: else ->
          write(k);
          key[k].fence++; fence = key[k].fence; key[k].leased = true;
          if
          :: key[k].state == sent || key[k].state == unknown -> key[k].state = unknown; goto Reconcile
#ifndef NO_EPOCH
          :: (key[k].state == none || key[k].state == planned) && lostWrite[k] -> key[k].state = planned; goto Count
#endif
          :: else -> key[k].state = planned
          fi
       fi
     }

Send:
     /* The lease may run out here while this replica sleeps. */
     if
     :: skip
     :: atomic { key[k].fence == fence && key[k].leased -> key[k].leased = false }
     fi;
     /* markSent: fenced compare-and-set, directly before the request leaves. */
     atomic {
       if
#ifndef NO_FENCE
       :: key[k].fence != fence || key[k].state != planned || !key[k].leased -> goto Next
#else
       :: key[k].state != planned -> goto Next
#endif
       :: else ->
          assert(requests < REQUESTS);
          write(k);
          key[k].state = sent; mine = requests; requests++; key[k].request = mine + 1
       fi
     }
     if
     :: atomic { crashes < CRASHES -> crashes++; key[k].leased = false; goto Next }   /* killed before it left */
     :: atomic { request[mine].state = inTransit; request[mine].owner = k + 1 }
     fi;
     /* The response, or none. */
     if
     :: atomic { crashes < CRASHES -> crashes++; key[k].leased = false; goto Next }
     :: atomic {   /* the link is here: taken even when the claim was taken over since */
          request[mine].state == committed ->
          write(k);
          key[k].state = settled; key[k].leased = false; key[k].request = mine + 1; links[k]++; request[mine].answered = true; goto Next
        }
     :: atomic {   /* certainly not charged: refused, free again */
          request[mine].state == dead ->
          request[mine].answered = true;
          if
          :: key[k].fence == fence -> write(k); key[k].state = none; key[k].leased = false; key[k].request = 0
          :: else -> skip
          fi;
          goto Next
        }
     :: atomic {   /* timeout, reset, unreadable */
          if
          :: key[k].fence == fence -> write(k); key[k].state = unknown; key[k].leased = false
          :: else -> skip
          fi;
          goto Next
        }
     fi;

Reconcile:
     /* Reads the history and decides. One step: the asset's lock serializes this between replicas. */
     atomic {
       /*
        * `rows`: records of this asset. `taken`: keys that account for one, settled or lost. `shown`: those whose record is
        * certainly there by now; only they may be subtracted before a key is sent again.
        */
       rows = foreignShown; taken = 0; shown = 0; underWay = 0;
       for (r : 0 .. REQUESTS - 1) {
         if :: request[r].shown -> rows++ :: else -> skip fi
       }
       for (r : 0 .. KEYS - 1) {
         if
#ifndef NO_COUNTING
         :: r != k && key[r].state == settled -> taken++;
            if :: request[key[r].request - 1].shown -> shown++ :: else -> skip fi
         :: r != k && key[r].state == lost -> taken++
         :: r != k && key[r].state == sent && key[r].leased -> underWay++
#endif
         :: else -> skip
         fi
       }
       if
       :: key[k].fence != fence -> skip                                        /* taken over meanwhile */
       :: key[k].fence == fence && rows > taken + underWay -> write(k); key[k].state = lost; key[k].leased = false;
          /* No record is counted for two keys: the keys that account for one are no more than the charges there are. */
          accounted = 0; charged = foreignShown;
          for (r : 0 .. KEYS - 1) {
            charged = charged + charges[r];
            if :: key[r].state == settled || key[r].state == lost -> accounted++ :: else -> skip fi
          }
          assert(accounted <= charged)
       :: key[k].fence == fence && rows <= taken + underWay && (rows > taken
#ifndef NO_CERTAINTY
          || rows > shown
#endif
#ifndef NO_SETTLE
          || (key[k].request != 0 && OPEN(key[k].request - 1))
#endif
          ) -> write(k); key[k].leased = false                                  /* OUTCOME_UNKNOWN again */
       :: else -> write(k); key[k].state = planned; rows = 255                  /* a last read shows nothing: sent again */
       fi;
       if
       :: rows == 255 -> goto Send
       :: else -> goto Next
       fi
     };

Count:
     /* A key without a record after the store lost writes: only what the history does not show may be sent. */
     atomic {
       rows = 0;
       for (r : 0 .. REQUESTS - 1) {
         if
         :: request[r].owner == k + 1 && request[r].state != unused && request[r].state != dead -> rows++
         :: else -> skip
         fi
       }
       lostWrite[k] = false;
       if
       :: rows > 0 -> key[k].state = unknown; key[k].leased = false; goto Next
       :: else -> goto Send
       fi
     }
  od
}

init {
  byte i;
  atomic {
    for (i : 0 .. KEYS - 1) { key[i].state = none }
    for (i : 0 .. REQUESTS - 1) { request[i].state = unused }
    run Getty();
    for (i : 1 .. REPLICAS) { run Replica() }
  }
}
