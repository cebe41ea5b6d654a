-- Those who are here already: told, or to be told, within 30 days of when they came.
UPDATE movements_contactperson SET inform_by = (created_at AT TIME ZONE 'Europe/Stockholm')::date + 30;
UPDATE movements_contactpersonevent
 SET inform_by = (created_at AT TIME ZONE 'Europe/Stockholm')::date + 30;

-- What the history says of them bears their number; of those who are gone, one of its own.
UPDATE movements_contactpersonevent e SET number = p.number
 FROM movements_contactperson p WHERE p.id = e.id;
UPDATE movements_contactpersonevent e SET number = first.number
 FROM (SELECT id, min(number) AS number FROM movements_contactpersonevent GROUP BY id) first
 WHERE first.id = e.id AND NOT EXISTS (SELECT 1 FROM movements_contactperson p WHERE p.id = e.id);

-- Look at the keys now, or the tables cannot be altered further in this transaction.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
