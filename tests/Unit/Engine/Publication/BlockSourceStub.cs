using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;
using Millrace.Engine.Time;

namespace Millrace.Unit.Engine.Publication;

/// <summary>Accounts and texts in dictionaries, by the numbers in which they were first asked for.</summary>
internal sealed class BlockSourceStub : IBlockSource
{
    private readonly Dictionary<int, EventAccount> accounts = [];
    private readonly List<byte[]> texts = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Account, int Target), (int Text, int Match)> attributes = [];

    public EventAccount Account(int key) => accounts[key];

    public ReadOnlySpan<byte> Text(int text) => texts[text];

    public bool TryAttributes(int account, int target, out int keywordText, out int matchType)
    {
        var isKnown = attributes.TryGetValue((account, target), out var found);
        (keywordText, matchType) = found;
        return isKnown;
    }

    public void AddAccount(int key, string advertiser, string marketplace = "MKT", string zone = "Asia/Kolkata")
    {
        AccountZone.TryFind(zone, out var found).ShouldBeTrue();
        accounts.Add(key, new(key, advertiser, marketplace, "USD", found));
    }

    public void Describe(int account, string target, string keywordText, string matchType) =>
        attributes[(account, Number(target))] = (Number(keywordText), Number(matchType));

    public int[] Numbers(params string[] dimensions) => [.. dimensions.Select(Number)];

    private int Number(string text)
    {
        if (!numbers.TryGetValue(text, out var number))
        {
            numbers.Add(text, number = texts.Count);
            texts.Add(Encoding.UTF8.GetBytes(text));
        }

        return number;
    }
}
