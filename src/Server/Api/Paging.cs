using System.Globalization;
using Microsoft.AspNetCore.Http;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>How lists are asked for page by page: <c>maxResults</c> and <c>startingToken</c>.</summary>
internal static class Paging
{
    public static Reply NoNumber { get; } = Reply.Invalid("maxResults must be a whole number.");

    /// <summary>False where maxResults is none; both are null where they are missing.</summary>
    public static bool TryRead(HttpContext context, out int? max, out string? startingToken)
    {
        var query = context.Request.Query;
        startingToken = query.TryGetValue("startingToken", out var token) ? token.ToString() : null;
        max = null;
        if (query.TryGetValue("maxResults", out var text))
        {
            if (!int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            max = number;
        }

        return true;
    }
}
