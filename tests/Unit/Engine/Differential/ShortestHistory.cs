namespace Millrace.Unit.Engine.Differential;

/// <summary>A failing history made as short as leaving out steps and events makes it.</summary>
internal static class ShortestHistory
{
    public static History Of(History history, Func<History, bool> fails)
    {
        history = WithoutWhatIsNeedless(history, fails);
        for (var place = 0; place < history.Steps.Count; place++)
        {
            // The lines of a batch that is sent again have to stay the same.
            if (
                history.Steps[place] is HistoryStep.Send send
                && history.Steps.OfType<HistoryStep.Send>().Count(step => step.Batch == send.Batch) == 1
            )
            {
                history = WithoutNeedlessEvents(history, place, fails);
            }
        }

        return history;
    }

    private static History WithoutWhatIsNeedless(History history, Func<History, bool> fails)
    {
        for (var size = history.Steps.Count / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var from = history.Steps.Count - size; from >= 0; from -= size)
            {
                var shorter = history with { Steps = [.. history.Steps.Take(from), .. history.Steps.Skip(from + size)] };
                history = fails(shorter) ? shorter : history;
            }
        }

        return history;
    }

    private static History WithoutNeedlessEvents(History history, int place, Func<History, bool> fails)
    {
        for (var line = ((HistoryStep.Send)history.Steps[place]).Events.Count - 1; line >= 0; line--)
        {
            var send = (HistoryStep.Send)history.Steps[place];
            var fewer = send with { Events = [.. send.Events.Where((_, number) => number != line)] };
            var shorter = history with { Steps = [.. history.Steps.Select((step, number) => number == place ? fewer : step)] };
            history = fails(shorter) ? shorter : history;
        }

        return history;
    }
}
