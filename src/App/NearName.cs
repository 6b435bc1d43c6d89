namespace Millrace.App;

/// <summary>What was perhaps meant by a name that nobody knows.</summary>
internal static class NearName
{
    /// <summary>Asks for the nearest name, or names all where none is near.</summary>
    public static string Of(string name, IEnumerable<string> known)
    {
        var all = known.ToList();
        var nearest = all.MinBy(one => Distance(name, one))!;
        return Distance(name, nearest) <= 3 ? $"did you mean {nearest}?" : $"there are {string.Join(", ", all)}";
    }

    /// <summary>How many letters have to be put in, taken out or changed.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var left = 1; left <= from.Length; left++)
        {
            var corner = row[0];
            row[0] = left;
            for (var right = 1; right <= to.Length; right++)
            {
                var change = corner + (from[left - 1] == to[right - 1] ? 0 : 1);
                corner = row[right];
                row[right] = Math.Min(change, 1 + Math.Min(row[right], row[right - 1]));
            }
        }

        return row[^1];
    }
}
