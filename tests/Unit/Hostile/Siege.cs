using System.Text.Json;

namespace Millrace.Unit.Hostile;

/// <summary>Sends hostile requests to a host on loopback and judges each answer: refused in order or cut, and nothing injected.</summary>
internal sealed class Siege(Uri address, ErrorLog log)
{
    private const int AtOnce = 8;
    private const int LinesShownMax = 20;

    /// <summary>A version of HTTP that is not spoken, and what a stand-in says of what it does not have.</summary>
    private static readonly int[] TypedFive = [501, 505];

    /// <summary>How often each status was answered; 0: cut.</summary>
    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>Answers that are none of an orderly refusal.</summary>
    public List<string> Faults { get; } = [];

    public async Task SendAsync(IEnumerable<HostileRequest> requests, CancellationToken cancel)
    {
        foreach (var few in requests.Chunk(AtOnce))
        {
            var answers = await Task.WhenAll(few.Select(one => RawHttp.SendAsync(address, one.Bytes, cancel, one.IsCut)));
            foreach (var (request, answer) in few.Zip(answers))
            {
                Judge(request.What, answer);
            }
        }
    }

    /// <summary>That the host still answers, and has met nothing that it did not foresee.</summary>
    public async Task LiftAsync(string alive, CancellationToken cancel)
    {
        var answer = await RawHttp.SendAsync(address, RawHttp.Request("GET", alive, [], []), cancel);
        answer.Status.ShouldBe(200, answer.Text);
        Faults.ShouldBeEmpty(string.Join('\n', log.Lines.Take(LinesShownMax)));
        log.Lines.ShouldBeEmpty();
    }

    private void Judge(string what, RawAnswer answer)
    {
        Statuses[answer.Status] = Statuses.GetValueOrDefault(answer.Status) + 1;
        if (
            (answer.Status >= 500 && !TypedFive.Contains(answer.Status))
            || answer.HeaderNames.Contains("Injected")
            || (IsWholeJson(answer.Head) && !IsJson(answer.Body))
        )
        {
            Faults.Add($"{what}: {answer.Head} {answer.Text}");
        }
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            JsonDocument.Parse(body).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsWholeJson(string head) =>
        head.Contains("application/json", StringComparison.Ordinal)
        && head.Contains("Content-Length: ", StringComparison.Ordinal)
        && !head.Contains("Content-Length: 0", StringComparison.Ordinal);
}
