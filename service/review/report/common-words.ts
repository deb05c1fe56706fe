/** Words that say nothing of what a ticket is about, and the commonest of neighbouring languages; the rest is left to its frequency. */
export const commonWords: ReadonlySet<string> = new Set(
  `the a an and or nor but if so yet for of to in on at by with from into onto out off over under up down about as than then that this these
  those that's there there's here let's what's three four five it its it's itself i i'm i've i'll i'd me my mine myself we we're we've we'll us our ours you you're you've you'll your yours
  he him his she her hers they they're they've them their theirs someone somebody anyone anybody everyone nobody something anything everything
  nothing what when where which who whom whose why how be am is isn't are aren't was wasn't were weren't been being do does doesn't did didn't
  doing done don't have haven't has hasn't had having can can't cannot could couldn't would wouldn't should shouldn't will won't shall may might
  must not no yes yeah yep nope ok okay all any some both each every either neither other others another such same own only just also too very
  really quite still even ever never always again already soon now today tomorrow yesterday ago before after during until till while since
  because though although however like one two three first second last next more most much many few less least lot bit well good great nice
  get got getting give gave go going gone went come came coming make made making take took taken put see saw seen look looking know knew known
  think thought want wanted need needed say said says tell told ask asked use used using try tried let keep kept thing things way sure per via
  etc back away between against without within around through please kindly sorry thanks thank thx ty cheers regards best kind warm wishes
  sincerely faithfully respectfully yours hello hi hiya hey dear sir madam mr mrs ms miss morning afternoon evening greetings team guys mate
  write writes writing written wrote else time times day days week weeks month months year years hour hours minute minutes night weekend works
  working sent phone iphone android galaxy outlook mail mobile subject re fw fwd lol haha hahaha btw fyi asap monday tuesday wednesday thursday friday
  saturday sunday january february march april june july august september october november december mon tue wed thu fri sat sun
  find finding found attach attached attaching attachment attachments enclosed question questions answer answers answered help helps helped
  helping number numbers contact contacted information info urgent urgently issue issues problem problems email emails e-mail e-mails mails
  company companies possible interested receive received receiving send sending sends
  ich sie wir ihr ihre ihren mein meine meinen meiner uns unser unsere und oder der das dem ein eine einen einem einer ist sind nicht mit für von
  auf aus bei nach über auch noch nur schon wie wenn kann können habe haben bitte danke guten hallo sehr geehrte damen herren freundlichen grüßen
  grüße viele les une est pour avec dans que qui sur pas vous nous mon mes votre vos notre bonjour merci cordialement los las una para con por del
  como hola gracias buenos buenas saludos gli che della sono buongiorno grazie saluti het een voor niet dat wij groeten uma não obrigado`.split(
    /\s+/,
  ),
);
