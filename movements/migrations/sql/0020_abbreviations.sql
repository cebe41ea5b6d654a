-- The function of 0007, which also knows an abbreviation by its point and förbundet as förbund.
CREATE OR REPLACE FUNCTION movements_name_key(name text, in_order boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 400 AS $body$
DECLARE
  plain text := translate(lower(name COLLATE "und-x-icu"),
   'åäöæøéèëêáàâãíìîïóòôõúùûüýÿñçšžćčđłńśźğışțßw',
   'aaoaoeeeeaaaaiiiioooouuuuyyncszccdlnszgistsv');
  word text;
  said text[] := '{}';
  telling text[] := '{}';
BEGIN
  IF strpos(plain, '.') > 0 THEN  -- hyresgästför., fören., förb.
    plain := regexp_replace(plain, '(for|foren)[.]', 'forening ', 'g');
    plain := regexp_replace(plain, 'forb[.]', 'forbund ', 'g');
  END IF;
  FOREACH word IN ARRAY string_to_array(regexp_replace(plain, '[^a-z0-9]+', ' ', 'g'), ' ') LOOP
    CONTINUE WHEN word = '';
    word := CASE word
     WHEN 'if' THEN 'idrottsforening' WHEN 'ik' THEN 'idrottsklubb'
     WHEN 'ff' THEN 'fotbollsforening' WHEN 'fk' THEN 'fotbollsklubb'
     WHEN 'hk' THEN 'handbollsklubb' WHEN 'hbk' THEN 'handbollsklubb'
     WHEN 'ibk' THEN 'innebandyklubb' WHEN 'ibf' THEN 'innebandyforening'
     WHEN 'gf' THEN 'gymnastikforening' WHEN 'brf' THEN 'bostadsrattsforening'
     WHEN 'sth' THEN 'stockholm' WHEN 'sthl' THEN 'stockholm'
     WHEN 'sthlm' THEN 'stockholm' WHEN 'sthlms' THEN 'stockholm'
     WHEN 'sths' THEN 'stockholm' WHEN 'st' THEN 'sankt'
     WHEN 'sta' THEN 'sankta'
     ELSE word END;
    said := said || word;
    CONTINUE WHEN word = ANY(ARRAY[
     'forening', 'foreningen', 'foren', 'for', 'fo', 'ideell', 'ideella', 'lokalforening',
     'lokalforeningen', 'lokalavdelning', 'lokalavdelningen', 'lokalavdel', 'lokalavd', 'lokal',
     'lok', 'lokalf', 'lokavd', 'avdelning', 'avdelningen', 'avd', 'i', 'och', 'o', 'med',
     'omnejd', 'omn', 'the', 'u', 'p', 'a', 'upa', 'ek', 'ekonomisk', 'kommun', 'kommuns',
     'kommunforening', 'pensionarsforening', 'riksforbund', 'riksforbundet', 'av', 'den', 'det',
     'de', 'en', 'vid', 'pa', 'till']);
    word := regexp_replace(
      word, 's?(klubb|sallskap|forening|forbund|krets|kar|lag)(en|et|s)?$', '\1');
    IF length(word) > 11 THEN word := regexp_replace(word, 'forening$', ''); END IF;
    IF length(word) > 4 THEN word := regexp_replace(word, 's$', ''); END IF;
    telling := telling || word;
  END LOOP;
  IF telling = '{}' THEN telling := said; END IF;
  IF in_order THEN RETURN array_to_string(telling, ''); END IF;
  RETURN coalesce((SELECT string_agg(DISTINCT t, ' ' ORDER BY t)
    FROM (SELECT unnest(telling) COLLATE "C") AS w(t)), '');
END $body$;

-- What is stored is written anew where it is another now; to write a name as it is asks for that.
-- Nothing that is tracked, counted or searched changes, so no trigger has anything to do.
UPDATE movements_organisation SET name = name
WHERE (name_key, name_words)
 IS DISTINCT FROM (movements_name_key(name, true), movements_name_key(name, false));
